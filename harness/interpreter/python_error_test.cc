#include "interpreter/python_error.h"

#include <gtest/gtest.h>

#include "interpreter/evaluate.h"
#include "testing/mentions.h"
#include "testing/python.h"

namespace isograde {
namespace {

RaisedException RaisedBy(const std::string& statements) { return Namespace().Execute(statements); }

TEST(RaisedExceptionTest, IsTakenWithTypeAndMessage) {
  const RaisedException raised = RaisedBy("raise ValueError('no')");
  EXPECT_EQ(raised.type, "ValueError");
  EXPECT_EQ(raised.message, "no");
  EXPECT_FALSE(raised.is_import_error);
  EXPECT_EQ(Text(raised), "ValueError: no");
  EXPECT_FALSE(PyErr_Occurred());
}

TEST(RaisedExceptionTest, IsEmptyWhereNothingWasRaised) {
  EXPECT_FALSE(RaisedBy("pass"));
  EXPECT_FALSE(TakeRaised());
}

TEST(RaisedExceptionTest, KnowsImportErrorsAndTheirDescendants) {
  EXPECT_TRUE(RaisedBy("raise ImportError").is_import_error);
  const RaisedException missing = RaisedBy("import no_module_of_that_name");
  EXPECT_EQ(missing.type, "ModuleNotFoundError");
  EXPECT_TRUE(missing.is_import_error);
  EXPECT_EQ(Text(RaisedBy("raise ImportError")), "ImportError");
}

TEST(RaisedExceptionTest, NamesTheModuleOfItsType) {
  EXPECT_EQ(RaisedBy("class Error(Exception): __module__ = 'm'\nraise Error('x')").type, "m.Error");
}

TEST(RaisedExceptionTest, SurvivesAMessageThatCannotBeMade) {
  const RaisedException raised =
      RaisedBy("class Error(Exception):\n  def __str__(self): raise KeyError\nraise Error");
  EXPECT_EQ(raised.message, "<unprintable>");
  EXPECT_FALSE(PyErr_Occurred());
}

TEST(RaisedExceptionTest, IsNotOnlyAnException) {
  EXPECT_EQ(RaisedBy("raise SystemExit(3)").type, "SystemExit");
}

TEST(RaisedExceptionTest, IsToldOnOneLineAndNotAtAnyLength) {
  EXPECT_EQ(Text({"ImportError", "first\n  second", true}), "ImportError: first second");
  const std::string text =
      Text({"ImportError", "begin " + std::string(100'000, 'x') + " end", true});
  EXPECT_LT(text.size(), 2000U);
  EXPECT_TRUE(text.starts_with("ImportError: begin x"));
  EXPECT_TRUE(text.ends_with("x end"));
}

TEST(RaisedExceptionTest, IsCutBetweenCharacters) {
  for (std::size_t shift = 0; shift < 3; ++shift) {
    std::string message(shift, 'x');
    for (int i = 0; i < 1000; ++i) message += "\u20ac";
    EXPECT_NO_THROW(nlohmann::json(Text({"ImportError", message, true})).dump())
        << "no UTF-8 any more, shifted by " << shift;
  }
}

TEST(TextTest, EscapesLoneSurrogates) { EXPECT_EQ(TextOf(Eval("'a\\udc80b'").get()), "a\\udc80b"); }

TEST(TextTest, LeavesAnInterruptToThoseWhoLookForIt) {
  const Reference text = Eval("'some' + 'thing'");
  PyErr_SetInterrupt();
  EXPECT_EQ(TextOf(text.get()), "something");
  EXPECT_FALSE(SysText("version").empty());
  EXPECT_EQ(PyErr_CheckSignals(), -1);
  EXPECT_EQ(TakeRaised().type, "KeyboardInterrupt");
}

TEST(ReprTest, IsCutBetweenCharacters) {
  EXPECT_EQ(ReprOf(Eval("'abcdef'").get(), 4), "'abc...");
  EXPECT_EQ(ReprOf(Eval("'a\\u20ac\\u20ac'").get(), 4), "'a...")
      << "not inside of the euro sign's three bytes";
  EXPECT_EQ(ReprOf(Eval("[1]").get()), "[1]");
}

TEST(ReprTest, SurvivesAnObjectThatRaises) {
  EXPECT_EQ(ReprOf(Eval("type('T', (), {'__repr__': lambda self: 1 / 0})()").get()),
            "<unprintable>");
  EXPECT_FALSE(PyErr_Occurred());
}

TEST(TypeNameTest, LeavesBuiltinsOut) {
  EXPECT_EQ(TypeName(reinterpret_cast<PyObject*>(&PyDict_Type)), "dict");
  EXPECT_EQ(TypeName(Eval("type('T', (), {'__module__': 'a.b'})").get()), "a.b.T");
}

}  // namespace
}  // namespace isograde
