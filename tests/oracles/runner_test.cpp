// SPDX-License-Identifier: Apache-2.0
// The runner of reference suites, run as its users run it: on folders written here.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

struct outcome {
  int status = -1;
  std::string output;
  [[nodiscard]] bool says(const std::string& text) const { return output.find(text) != std::string::npos; }
};

class runner : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("cxm_runner_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "data");
    write("data/d.csv", "\"x\",\"weight\",\"g\"\n1,1,\"a\"\n2,1,\"b\"\n,1,\"b\"\n6,3,\"a, \"\"c\"\"\"\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void write_case(const std::string& rest) const {
    write("01_some.json", "{\"cases\": [{\"id\": \"c1\", \"data\": {\"d\": \"d.csv\"}, " + rest + "}]}");
  }
  [[nodiscard]] outcome run() const { return run(folder_.string()); }
  [[nodiscard]] static outcome run(const std::string& folder) {
    const std::string command = std::string(CXM_BIN_DIR) + "/cxm_oracles '" + folder + "' 2>&1";
    outcome o;
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return o;
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) o.output.append(buffer, n);
    const int status = pclose(pipe);
    o.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return o;
  }

  std::filesystem::path folder_;
};

const std::string mean_case = "\"kind\": \"mean_ci\", \"inputs\": {\"item\": \"x\"}, ";

TEST_F(runner, PassesWhatIsWithinTolerance) {
  write_case(mean_case +
             R"("expected": {"n": 3, "missing": 1, "mean": 3.0005}, "tol": {"abs": 0.001, "rel": 0})");
  const outcome o = run();
  EXPECT_EQ(o.status, 0) << o.output;
  EXPECT_TRUE(o.output.ends_with("1 passed, 0 failed, 0 skipped\n")) << o.output;
}

TEST_F(runner, FailsWithExpectedGotAndDistance) {
  write_case(mean_case + R"("expected": {"mean": 3.5}, "tol": {"abs": 0.001, "rel": 0})");
  const outcome o = run();
  EXPECT_EQ(o.status, 1);
  EXPECT_TRUE(o.says("FAILED 01_some mean_ci c1")) << o.output;
  EXPECT_TRUE(o.says("mean: expected 3.5, got 3, distance 0.5 (allowed 0.001)")) << o.output;
  EXPECT_TRUE(o.output.ends_with("0 passed, 1 failed, 0 skipped\n")) << o.output;
}

TEST_F(runner, ToleranceOfAKeyReplacesTheCommonOne) {
  write_case(
      mean_case +
      R"("expected": {"mean": 3.5, "n": 3}, "tol": {"abs": 0, "rel": 0}, "tol_by_key": {"mean": {"abs": 1, "rel": 0}})");
  EXPECT_EQ(run().status, 0);
  write_case(
      mean_case +
      R"("expected": {"mean": 3.5, "n": 4}, "tol": {"abs": 1, "rel": 0}, "tol_by_key": {"mean": {"abs": 0.1, "rel": 0}})");
  const outcome o = run();
  EXPECT_EQ(o.status, 1);
  EXPECT_TRUE(o.says("mean: expected 3.5")) << o.output;
  EXPECT_FALSE(o.says(" n: expected")) << o.output;
}

TEST_F(runner, AMissingMemberFails) {
  write_case(mean_case + R"("expected": {"mean": 3, "nobody_has_this": 1})");
  const outcome o = run();
  EXPECT_EQ(o.status, 1);
  EXPECT_TRUE(o.says("nobody_has_this: expected 1, got \"(absent)\"")) << o.output;
}

TEST_F(runner, NotANumberIsNotANumber) {
  write_case(mean_case + R"("expected": {"mean": "NaN"})");
  EXPECT_EQ(run().status, 1);
  write_case(mean_case + R"("expected": {"mean": "Inf"})");
  EXPECT_EQ(run().status, 1);
}

TEST_F(runner, OutcomesMustHappen) {
  write_case(mean_case + R"("expected": {"outcome": "undefined"})");
  EXPECT_EQ(run().status, 1);
  write_case(mean_case + R"("expected": {"outcome": "error"})");
  EXPECT_EQ(run().status, 1);
}

TEST_F(runner, AFaultInTheDataIsAFailureNotASkip) {
  write_case(R"("kind": "mean_ci", "inputs": {"item": "absent"}, "expected": {"mean": 3})");
  const outcome o = run();
  EXPECT_EQ(o.status, 1);
  EXPECT_TRUE(o.says("no column \"absent\"")) << o.output;
}

TEST_F(runner, UncoveredKindsAreSkippedAndNamed) {
  write_case(R"("kind": "never_heard_of", "inputs": [], "expected": 1)");
  write("edge_cases.json", "{\"cases\": [");  // not a file of an area: not read
  const outcome o = run();
  EXPECT_EQ(o.status, 0);
  EXPECT_TRUE(o.says("never_heard_of 1")) << o.output;
  EXPECT_TRUE(o.output.ends_with("0 passed, 0 failed, 1 skipped\n")) << o.output;
}

TEST_F(runner, ABadFolderIsStatusTwo) {
  EXPECT_EQ(run((folder_ / "absent").string()).status, 2);
  EXPECT_EQ(run().status, 2) << "no area file";
  write("01_some.json", "{\"cases\": [");
  EXPECT_EQ(run().status, 2) << "malformed";
  write("01_some.json", "{\"cases\": [{\"id\": \"c1\", \"kind\": \"mean_ci\"}]}");
  EXPECT_EQ(run().status, 2) << "no expected";
}

}  // namespace
