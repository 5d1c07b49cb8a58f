#include "report/target_group.h"

#include <gtest/gtest.h>

#include "report/report.h"
#include "testing/small_report.h"

namespace isograde {
namespace {

TEST(TargetGroupTest, HasMembersUnderTheirDistribution) {
  const Report report = DistributionReport();
  const std::vector<TargetGroup> groups = GroupsOf(report);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].head->target.name, "Some");
  ASSERT_EQ(groups[0].members.size(), 2U);
  ASSERT_EQ(groups[0].Loaded().size(), 1U);
  EXPECT_EQ(groups[0].Loaded()[0]->target.name, "some._speedups");
  ASSERT_EQ(groups[0].Apart().size(), 1U);
  EXPECT_EQ(groups[0].Apart()[0]->target.name, "some._tests");
}

TEST(TargetGroupTest, AMemberWithoutItsDistributionStandsByItself) {
  Report report = DistributionReport();
  report.targets.erase(report.targets.begin());
  EXPECT_EQ(GroupsOf(report).size(), 2U);
  report.targets[0].target.owner = report.targets[0].target.name;
  EXPECT_EQ(GroupsOf(report).size(), 2U) << "of itself";
}

TEST(TargetGroupTest, NoTargetIsLostWhereDistributionsOwnEachOther) {
  Report report = DistributionReport();
  report.targets.push_back(report.targets[0]);
  report.targets[0].target.owner = "Other";
  report.targets[3].target.name = "Other";
  report.targets[3].target.owner = "Some";
  EXPECT_EQ(GroupsOf(report).size(), 4U);
}

}  // namespace
}  // namespace isograde
