#include "target/recipe.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "interpreter/cpython_api.h"
#include "testing/mentions.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

class RecipeTest : public testing::Test {
 protected:
  Recipe Read(const std::string& text) const { return ReadRecipe(folder_.Write("m.toml", text)); }
  // What reading complains about; "" where it does not.
  std::string Complaint(const std::string& text) const {
    try {
      Read(text);
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  }
  TemporaryFolder folder_;
};

TEST_F(RecipeTest, IsReadWhole) {
  const Recipe recipe = Read(R"toml(
module = "m"
setup = "x = 1"
[[raises]]
exception = "Error"
call = "module.f()"
[[raises]]
exception = "sub.Error"
call = "module.g()"
[[accepts]]
call = "module.h(x)"
[exercise]
call = "module.i()"
)toml");
  EXPECT_EQ(recipe.module, "m");
  EXPECT_EQ(recipe.file, (folder_.path() / "m.toml").string());
  EXPECT_EQ(recipe.setup, "x = 1");
  ASSERT_EQ(recipe.raises.size(), 2U);
  EXPECT_EQ(recipe.raises[1].exception, "sub.Error");
  EXPECT_EQ(recipe.raises[1].call, "module.g()");
  EXPECT_EQ(recipe.accepts, std::vector<std::string>{"module.h(x)"});
  EXPECT_EQ(recipe.exercise, "module.i()");
}

TEST_F(RecipeTest, HasCallsOfWhichNothingIsKnown) {
  const Recipe recipe = Read(R"toml(
module = "m"
[[calls]]
call = "module.f()"
[[calls]]
call = "module.g()"
needs = ["m.part"]
compare = "class"
)toml");
  ASSERT_EQ(recipe.found.size(), 2U);
  EXPECT_TRUE(recipe.found[0].by_value);
  EXPECT_FALSE(recipe.found[1].by_value);
  EXPECT_EQ(recipe.found[1].needs, std::vector<std::string>{"m.part"});
  EXPECT_TRUE(recipe.CallsFunctions());
  EXPECT_TRUE(recipe.uses().empty()) << "no recipe says what they give";
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\n[[calls]]\ncall = 'f()'\ncompare = 'size'"),
                       "`compare` is \"value\" or \"class\", not \"size\""));
}

TEST_F(RecipeTest, KnowsWhatFurtherInterpretersDecline) {
  const Recipe recipe = Read(R"toml(
module = "m"
[[declines]]
call = "module.f()"
exception = "RuntimeError"
[[declines]]
call = "module.g()"
exception = "Error"
[[accepts]]
call = "module.g()"
[exercise]
call = "module.f(), module.h()"
)toml");
  EXPECT_EQ(recipe.uses(),
            (std::vector<std::string>{"module.g()", "module.f()", "module.f(), module.h()"}));
  ASSERT_NE(recipe.DeclineIn("module.f(), module.h()"), nullptr) << "the call is a part of it";
  EXPECT_EQ(recipe.DeclineIn("module.g()")->exception, "Error");
  EXPECT_EQ(recipe.DeclineIn("module.h()"), nullptr);
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\n[[declines]]\ncall = 'f()'"),
                       "m.toml:2: `exception` is missing"));
}

TEST_F(RecipeTest, KnowsTheLineOfItsCode) {
  const Recipe recipe = Read("module = 'm'\nsetup = 'x'\n[[accepts]]\nuntil = '3.99'\ncall = 'y'");
  EXPECT_EQ(recipe.LineOf("x"), 2);
  EXPECT_EQ(recipe.LineOf("y"), 5);
  EXPECT_EQ(recipe.LineOf("z"), 0);
}

TEST_F(RecipeTest, KnowsTheLevels) {
  const auto current = [](const std::string& level) {
    return "module = 'm'\n[[current]]\nset = 's'\nseen = 't'\nlevel = '" + level + "'\n";
  };
  EXPECT_EQ(Read(current("process")).current.at(0).level, "process");
  EXPECT_TRUE(Mentions(Complaint(current("planet")), "m.toml:5: `level` is one of"));
  EXPECT_TRUE(Mentions(Complaint(current("module")), "\"module\""));
  EXPECT_TRUE(Mentions(
      Complaint("module = 'm'\n[[purposeful]]\nlevel = 'planet'\nwhat = 'w'\nreason = 'r'"),
      "m.toml:3: `level` is one of process"));
}

TEST_F(RecipeTest, NeedsNoMoreThanAModule) {
  const Recipe recipe = Read("module = 'm'");
  EXPECT_TRUE(recipe.setup.empty() && recipe.raises.empty() && recipe.accepts.empty() &&
              recipe.exercise.empty());
}

TEST_F(RecipeTest, KeepsEntriesThatHoldForThisCPython) {
  const Recipe recipe = Read(R"toml(
module = "m"
[[accepts]]
since = "3.8"
call = "long since"
[[accepts]]
since = "3.99"
call = "not yet"
[[accepts]]
until = "3.7"
call = "no longer"
[[accepts]]
until = "3.99"
call = "still"
[exercise]
since = "3.99"
call = "not yet"
)toml");
  EXPECT_EQ(recipe.accepts, (std::vector<std::string>{"long since", "still"}));
  EXPECT_EQ(recipe.exercise, "");
}

TEST_F(RecipeTest, CountsSinceAndUntilThemselvesIn) {
  std::string version = cpython::VersionText();
  version.resize(version.find('.', 2));
  const Recipe recipe = Read("module = 'm'\n[[accepts]]\nsince = '" + version + "'\nuntil = '" +
                             version + "'\ncall = 'here'");
  EXPECT_EQ(recipe.accepts, std::vector<std::string>{"here"});
}

TEST_F(RecipeTest, IsEmptyWhereTheWholeDoesNotHold) {
  const Recipe recipe =
      Read("module = 'm'\nsince = '3.99'\nsetup = 'x = 1'\n[[accepts]]\ncall = 'y'");
  EXPECT_EQ(recipe.module, "m");
  EXPECT_TRUE(recipe.setup.empty() && recipe.accepts.empty());
}

TEST_F(RecipeTest, NamesFileAndLineOfAParseError) {
  const std::string complaint = Complaint("module = 'm'\nsetup = 'x\n");
  EXPECT_TRUE(Mentions(complaint, "m.toml:2"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\n\n[[raises]\n"), "m.toml:3"));
}

TEST_F(RecipeTest, NamesFileAndLineOfAMissingKey) {
  EXPECT_TRUE(Mentions(Complaint("setup = 'x'"), "`module` is missing"));
  const std::string complaint = Complaint("module = 'm'\n\n[[raises]]\nexception = 'Error'\n");
  EXPECT_TRUE(Mentions(complaint, "m.toml:3: `call` is missing"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\n[exercise]\n"), "`call` is missing"));
  EXPECT_TRUE(Mentions(Complaint("module = ''"), "`module` is missing"));
}

TEST_F(RecipeTest, ComplainsAboutValuesOfAnotherType) {
  EXPECT_TRUE(Mentions(Complaint("module = 7"), "`module`"));
  EXPECT_TRUE(
      Mentions(Complaint("module = 'm'\n[raises]\nexception = 'E'\ncall = 'f()'"), "[[raises]]"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\naccepts = ['f()']"), "[[accepts]]"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\nsetup = 7"), "setup"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\nexercise = 'f()'"), "exercise"));
}

// See harness/toml.h.
TEST_F(RecipeTest, NamesTheLineOfALetterWhereWhiteSpaceMayStand) {
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\nsetup = 'x' \u00bd\n"), "m.toml:2"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\n\u0431 = 'x'\n"), "m.toml:2"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\nsetup = 'x' \ufe70\n"), "m.toml:2"));
}

TEST_F(RecipeTest, ComplainsAboutAVersionThatIsNone) {
  EXPECT_TRUE(
      Mentions(Complaint("module = 'm'\n[[accepts]]\nsince = 'soon'\ncall = 'f()'"), "since"));
  EXPECT_TRUE(Mentions(Complaint("module = 'm'\n[[accepts]]\nuntil = 3.9\ncall = 'f()'"), "until"));
}

TEST_F(RecipeTest, ComplainsAboutKeysThatItDoesNotKnow) {
  EXPECT_TRUE(
      Mentions(Complaint("module = 'm'\n[[raise]]\nexception = 'E'\ncall = 'f()'"), "raise"));
}

TEST_F(RecipeTest, ComplainsAboutAFileThatIsNotThere) {
  EXPECT_THROW(ReadRecipe((folder_.path() / "missing.toml").string()), UsageError);
}

TEST_F(RecipeTest, OfTheUserComesBeforeTheBooksOwn) {
  folder_.Write("book/m.toml", "module = 'm'\nsetup = 'of the book'");
  folder_.Write("book/n.toml", "module = 'n'\nsetup = 'of the book'");
  const RecipeBook book((folder_.path() / "book").string(),
                        {folder_.Write("mine.toml", "module = 'm'\nsetup = 'of the user'")});
  EXPECT_EQ(book.For("m").setup, "of the user");
  EXPECT_EQ(book.For("n").setup, "of the book");
  EXPECT_EQ(book.For("o").setup, "");
  EXPECT_EQ(book.For("o").file, "");
}

TEST_F(RecipeTest, MayNameADistributionARootOrAMember) {
  const Target target{.name = "Ig-Dist",
                      .kind = TargetKind::kDistribution,
                      .distribution = "Ig-Dist",
                      .roots = {"ig_root"},
                      .members = {{"ig_root._core", "", true}, {"ig_root._apart", "", false}}};
  for (const auto& [module, taken] : {std::pair{"Ig-Dist", true},
                                      {"ig_dist", true},
                                      {"IG.-dist", true},
                                      {"ig_root", true},
                                      {"ig_root._core", true},
                                      {"ig_root._apart", false},
                                      {"igdist", false}}) {
    const std::string file = folder_.Write(
        "r.toml", std::string("module = '") + module + "'\n[[accepts]]\ncall = 'f()'");
    EXPECT_EQ(RecipeBook("", {file}).For(target).CallsFunctions(), taken) << module;
  }
}

TEST_F(RecipeTest, ThatCannotBeReadHasItsFaultsAndNothingElse) {
  folder_.Write("book/m.toml", "module = 'm'\nsetup = 'of the book'");
  const std::string mine = folder_.Write("mine.toml", "module = 'm'\nsetup = 'x'\n[[raise]]");
  const std::string cut = folder_.Write("cut.toml", "module = ");
  const std::string absent = (folder_.path() / "absent.toml").string();
  const RecipeBook book((folder_.path() / "book").string(), {mine, cut, absent});
  ASSERT_EQ(book.problems().size(), 3U);
  EXPECT_EQ(Text(book.problems()[0]), mine + ":3: `raise` is nothing that a recipe has here");
  EXPECT_EQ(book.problems()[1].module, "");
  EXPECT_EQ(book.problems()[1].line, 1);
  EXPECT_TRUE(Mentions(Text(book.problems()[2]), "cannot read " + absent));
  const Recipe recipe = book.For("m");
  EXPECT_EQ(recipe.setup, "") << "not the book's either";
  EXPECT_EQ(recipe.faults, std::vector<RecipeFault>{book.problems()[0]});
}

TEST_F(RecipeTest, OfTheBookIsReadOnce) {
  folder_.Write("book/m.toml", "setup = 'of no module'");
  const RecipeBook book((folder_.path() / "book").string(), {});
  book.For("m");
  EXPECT_EQ(book.For("m").faults.size(), 1U);
  EXPECT_EQ(book.problems().size(), 1U);
}

}  // namespace
}  // namespace isograde
