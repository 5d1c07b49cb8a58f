#include <gtest/gtest.h>

#include "suites/identity/call_results.h"
#include "suites/identity/probe_recorders.h"
#include "suites/identity/reimport_recorder.h"
#include "suites/identity/share_recorder.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

template <typename Observation>
Observations LoadedWith(const Observation& observation) {
  Observations seen = LoadedEverywhere();
  Add(seen.At(experiments::kMainFirst), observation);
  return seen;
}

const RaisedException kRefusal{"ImportError", "once", true};
const RaisedException kValueError{"ValueError", "no", false};

TEST(ReimportMakesNewModuleTest, Judges) {
  const char* const id = "identity/reimport-makes-new-module";
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{.interpreter = 3})).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{.interpreter = 3, .same_module = true})).verdict,
            Verdict::kFail);
  const Finding raised =
      JudgedBy(id, LoadedWith(Reimport{.interpreter = 3, .raised = kValueError}));
  EXPECT_EQ(raised.verdict, Verdict::kFail);
  EXPECT_EQ(raised.severity, Severity::kBreaks);
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{.interpreter = 3, .raised = kRefusal})).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
}

TEST(ReimportChecksTest, AskNothingThatAlreadyFailsInOneInterpreter) {
  const auto judged = [](const std::string& id, const SecondImport& alone) {
    Observations seen = LoadedWith(Reimport{.interpreter = 3, .raised = kValueError});
    Add(seen.At(experiments::kAlone), alone);
    return JudgedBy(id, seen);
  };
  for (const char* const id :
       {"identity/reimport-makes-new-module", "identity/reimport-recreates-contents"}) {
    const Finding raises = judged(id, {.raised = kValueError});
    EXPECT_EQ(raises.verdict, Verdict::kNotApplicable) << id;
    EXPECT_TRUE(Mentions(raises.message, "in a single interpreter too")) << id;
    const Finding withheld = judged(id, {.withheld = "the runtime makes it"});
    EXPECT_EQ(withheld.verdict, Verdict::kNotApplicable) << id;
    EXPECT_EQ(withheld.message, "the runtime makes it");
  }
  EXPECT_EQ(judged("identity/reimport-makes-new-module", {}).verdict, Verdict::kFail)
      << "it worked alone";
}

TEST(ReimportChecksTest, CannotBeAskedWhereTheOnlyInterpreterBrokeBefore) {
  Observations seen = LoadedWith(Reimport{.interpreter = 3, .raised = kValueError});
  seen.At(experiments::kAlone).ending = Ending::kSignalled;
  EXPECT_EQ(JudgedBy("identity/reimport-makes-new-module", seen).verdict, Verdict::kNotApplicable);
}

TEST(ReimportRecreatesContentsTest, Judges) {
  const char* const id = "identity/reimport-recreates-contents";
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{.compared = 4})).verdict, Verdict::kPass);
  EXPECT_EQ(
      JudgedBy(id, LoadedWith(Reimport{.compared = 4, .survivors = {{"int", "type", "0x1", ""}}}))
          .verdict,
      Verdict::kPass)
      << "nothing to object to";
  const Finding finding = JudgedBy(
      id, LoadedWith(Reimport{.interpreter = 3,
                              .compared = 4,
                              .survivors = {{"Error", "exception", "0x1", "a heap type"}}}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "1 of 4"));
  EXPECT_TRUE(Mentions(finding.message, "old.Error is new.Error (exception)"));
  EXPECT_EQ(finding.evidence[0].object_path, "m.Error");
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{})).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{.same_module = true, .compared = 4})).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedWith(Reimport{.raised = kValueError})).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
}

TEST(InterpretersShareNoObjectsTest, Judges) {
  const char* const id = "identity/interpreters-share-no-objects";
  EXPECT_EQ(JudgedBy(id, LoadedWith(SharedObjects{.walked = {4, 4}})).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, LoadedWith(SharedObjects{.walked = {4, 4}, .truncated = true})).verdict,
            Verdict::kInconclusive);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  const SharedObjects shared{
      .objects = {{"m.cache", "dict", "0x1", "a mortal object", {0, 1}}}, .topmost = 1, .total = 5};
  const Finding finding = JudgedBy(id, LoadedWith(shared));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(
      finding.message,
      "1 object is reachable in several interpreters at once (5 with what it leads to): m.cache"));
  EXPECT_EQ(finding.evidence[0].text,
            "m.cache: a mortal object, dict at 0x1, in interpreters main, 1");
}

TEST(InterpretersShareNoObjectsTest, WeighsConstantsByWhoseGilGuardsThem) {
  const auto judged = [](InterpreterConfig config, std::vector<SharedObject> objects,
                         int constants) {
    Observations seen = LoadedEverywhere(config);
    const int topmost = static_cast<int>(objects.size());
    Record& record = seen.At(experiments::kMainFirst);
    Add(record, SharedObjects{.objects = std::move(objects),
                              .topmost = topmost,
                              .constants = constants,
                              .total = topmost});
    Add(record, Reimport{.interpreter = 3,
                         .compared = 1,
                         .survivors = {{"words", "container", "0x1", "a mortal object"}}});
    return std::pair(JudgedBy("identity/interpreters-share-no-objects", seen).severity,
                     JudgedBy("identity/reimport-recreates-contents", seen).severity);
  };
  constexpr auto kLegacy = InterpreterConfig::kLegacy, kIsolated = InterpreterConfig::kIsolated;
  const SharedObject words{"m.words", "frozenset", "0x1", "a mortal object", {0, 1}, true};
  const SharedObject list{"m.list", "list", "0x2", "a mortal object", {0, 1}};
  EXPECT_EQ(judged(kLegacy, {words}, 1),
            std::pair(std::optional(Severity::kHygiene), std::optional(Severity::kHygiene)));
  EXPECT_EQ(judged(kIsolated, {words}, 1), std::pair(std::optional(Severity::kContaminates),
                                                     std::optional(Severity::kContaminates)));
  EXPECT_EQ(judged(kLegacy, {list, words}, 1), std::pair(std::optional(Severity::kContaminates),
                                                         std::optional(Severity::kContaminates)));
}

TEST(InterpretersShareNoObjectsTest, TellsTheOrderThatSharesMore) {
  Observations seen = LoadedWith(SharedObjects{
      .objects = {{"m.a", "dict", "0x1", "a mortal object", {0, 1}}}, .topmost = 1, .total = 1});
  Add(seen.At(experiments::kMainLast),
      SharedObjects{.objects = {{"m.b", "dict", "0x2", "a mortal object", {1, 2}}},
                    .topmost = 2,
                    .total = 2});
  EXPECT_TRUE(Mentions(JudgedBy("identity/interpreters-share-no-objects", seen).message,
                       "2 objects are reachable"));
}

TEST(AttributesStayHomeTest, Judges) {
  const char* const id = "identity/attributes-stay-home";
  EXPECT_EQ(JudgedBy(id, LoadedWith(AttributeCrossings{.tried = 2})).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, LoadedWith(AttributeCrossings{.tried = 0})).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  const Finding finding =
      JudgedBy(id, LoadedWith(AttributeCrossings{
                       .tried = 2, .crossings = {{"m.T", "an attribute set on it", 3, {0, 1}}}}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message, "m.T: an attribute set on it in interpreter 3 shows in main, 1");
  EXPECT_EQ(finding.evidence[0].interpreters, (std::vector<int>{3, 0, 1}));
}

TEST(TypesStayHomeTest, Judges) {
  const char* const id = "identity/types-stay-home";
  EXPECT_EQ(JudgedBy(id, LoadedWith(TypeCrossings{.tried = 1})).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, LoadedWith(TypeCrossings{.tried = 0})).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(
      JudgedBy(id, LoadedWith(TypeCrossings{
                       .tried = 0, .crossings = {{"m.T", "a class registered with it", 1, {0}}}}))
          .verdict,
      Verdict::kFail);
}

CallResult Gave(int interpreter, const std::string& foreign, const std::string& address = {}) {
  return {.phase = {CallPhase::kMainFirst},
          .interpreter = interpreter,
          .call = "module.make()",
          .type = "m.T",
          .foreign = foreign,
          .address = address};
}

// A call that gives an object of an own class in main alone; and `more`, where main imports first.
Observations WithResults(const CallResult& alone, const std::vector<CallResult>& more) {
  Observations seen = LoadedEverywhere();
  Add(seen.At(experiments::kAlone), alone);
  for (const CallResult& result : more) Add(seen.At(experiments::kMainFirst), result);
  return seen;
}

TEST(ResultsStayHomeTest, Judges) {
  const char* const id = "identity/results-stay-home";
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, WithResults(Gave(0, ""), {Gave(0, ""), Gave(1, "")})).verdict,
            Verdict::kPass);
  const Finding foreign = JudgedBy(id, WithResults(Gave(0, ""), {Gave(0, ""), Gave(1, "m.T")}));
  EXPECT_EQ(foreign.verdict, Verdict::kFail);
  EXPECT_EQ(foreign.severity, Severity::kBreaks);
  EXPECT_EQ(foreign.message,
            "in interpreter 1 (main first), `module.make()` gave a m.T of another interpreter, "
            "which is no instance of its own m.T");
  EXPECT_EQ(foreign.evidence[0].interpreters, std::vector<int>{1});
}

TEST(ResultsStayHomeTest, IsNoMatterOfMainAlone) {
  EXPECT_EQ(JudgedBy("identity/results-stay-home",
                     WithResults(Gave(0, "m.T"), {Gave(0, "m.T"), Gave(1, "m.T")}))
                .verdict,
            Verdict::kPass);
}

TEST(ResultsStayHomeTest, TellsOneObjectThatSeveralAreGiven) {
  const Finding shared =
      JudgedBy("identity/results-stay-home",
               WithResults(Gave(0, ""),
                           {Gave(0, "", "0x7f01"), Gave(1, "", "0x7f02"), Gave(2, "", "0x7f01")}));
  EXPECT_EQ(shared.verdict, Verdict::kFail);
  EXPECT_EQ(shared.severity, std::nullopt);
  EXPECT_EQ(shared.evidence[0].interpreters, (std::vector<int>{0, 2}));
}

}  // namespace
}  // namespace isograde
