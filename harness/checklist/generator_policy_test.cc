#include "checklist/generator_policy.h"

#include <gtest/gtest.h>

#include "testing/mentions.h"

namespace isograde {
namespace {

Check About(GeneratedPart part) {
  Check check{};
  check.remedy = "Add the slot.";
  check.remedy_changes = part;
  return check;
}

Making MadeWith(const char* name, const char* version, const char* abi3 = "") {
  return {.is_known = true, .generator = {name, version}, .abi3 = abi3};
}

TEST(GeneratorPolicyTest, TakesThePlaceOfTheRemedyForC) {
  const std::string state =
      GeneratedRemedy(About(GeneratedPart::kState), MadeWith("Cython", "3.1.4"));
  EXPECT_TRUE(state.starts_with("Say `# cython: subinterpreters_compatible=own_gil`")) << state;
  EXPECT_TRUE(Mentions(state, "CYTHON_USE_MODULE_STATE"));
  EXPECT_EQ(GeneratedRemedy(About(GeneratedPart::kNothing), MadeWith("Cython", "3.1.4")), "");
  EXPECT_EQ(GeneratedRemedy(About(GeneratedPart::kState), MadeWith("", "")), "");
}

TEST(GeneratorPolicyTest, SaysWithWhichVersionItCanBeDone) {
  const Check check = About(GeneratedPart::kState);
  EXPECT_TRUE(GeneratedRemedy(check, MadeWith("Cython", "3.0.11"))
                  .starts_with("With Cython 3.1 or newer (this is made with 3.0.11): Say"));
  EXPECT_TRUE(
      GeneratedRemedy(check, MadeWith("Cython", "")).starts_with("With Cython 3.1 or newer: "));
  EXPECT_TRUE(GeneratedRemedy(check, MadeWith("Cython", "3.10.0")).starts_with("Say"));
  EXPECT_TRUE(GeneratedRemedy(check, MadeWith("pybind11", "internals 4"))
                  .starts_with("With pybind11 3 or newer (this is made with internals 4): Say"));
  EXPECT_TRUE(GeneratedRemedy(check, MadeWith("pybind11", "internals 11")).starts_with("Say"));
}

TEST(GeneratorPolicyTest, HasAWordAndALinkForEach) {
  for (const char* const name :
       {"Cython", "pybind11", "nanobind", "PyO3", "mypyc", "cffi", "SWIG", "Boost.Python"}) {
    const GeneratorPolicy* const policy = PolicyOf({name, ""});
    ASSERT_NE(policy, nullptr) << name;
    EXPECT_TRUE(policy->link.starts_with("https://")) << name;
    EXPECT_FALSE(policy->own_words.empty()) << name;
    for (const GeneratedPart part : {GeneratedPart::kState, GeneratedPart::kSupport,
                                     GeneratedPart::kRefusal, GeneratedPart::kGil}) {
      const std::string remedy = GeneratedRemedy(About(part), MadeWith(name, "99"));
      EXPECT_TRUE(remedy.ends_with('.')) << name << ": " << remedy;
    }
  }
}

TEST(GeneratorPolicyTest, TellsWhatHidesADeclaration) {
  const Check check = About(GeneratedPart::kSupport);
  const std::string remedy = GeneratedRemedy(check, MadeWith("", "", "3.8"));
  EXPECT_TRUE(remedy.starts_with("Add the slot. Built for abi3 of 3.8")) << remedy;
  EXPECT_EQ(GeneratedRemedy(check, MadeWith("", "", "3.12")), "");
  EXPECT_EQ(GeneratedRemedy(check, MadeWith("", "", "3")), "") << "how old is not known";
}

TEST(GeneratorPolicyTest, KnowsItsOwnVariables) {
  const GeneratorPolicy* const cython = PolicyOf({"Cython", ""});
  EXPECT_TRUE(IsGenerators(*cython, "__pyx_n_s_cache"));
  EXPECT_FALSE(IsGenerators(*cython, "cache"));
  const GeneratorPolicy* const pyo3 = PolicyOf({"PyO3", ""});
  ASSERT_TRUE(pyo3);
  EXPECT_TRUE(IsGenerators(
      *pyo3,
      "_RNvNvXs15_CsfEKrbt0A2Rl_4rpdsNtB8_8KeysViewNtNtNtCskbEd6xbsJ5x_4pyo35impl_7pyclass"
      "11PyClassImpl16lazy_type_object11TYPE_OBJECT"));
  EXPECT_FALSE(IsGenerators(*pyo3, "_RNvCsfEKrbt0A2Rl_4rpds5CACHE"));
}

}  // namespace
}  // namespace isograde
