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

}  // namespace
}  // namespace isograde
