// SPDX-License-Identifier: Apache-2.0
// cxm_oracles DIR [TEXT]: run a folder of reference cases against the public interface.
#include <algorithm>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "oracle.hpp"

namespace {

using oracles::difference;

struct area_counts {
  std::size_t passed = 0, failed = 0, uncovered = 0;
  std::map<std::string, std::size_t> uncovered_kinds;
};

std::vector<difference> run(const oracles::oracle_case& c, oracles::adapter function) {
  try {
    return oracles::compare(c.document, function(c));
  } catch (const cxm::error& e) {
    // A refusal is a result: it is what some cases expect.
    const auto& expected = c.document.at("expected");
    if (expected.is_object() && expected.contains("outcome") && expected.at("outcome") == "error") return {};
    return {{"(call)", "a value", std::string("refused: ") + e.what(), ""}};
  } catch (const std::exception& e) {
    return {{"(call)", "a value", std::string("adapter: ") + e.what(), ""}};
  }
}

void print_failure(const oracles::oracle_case& c, const std::vector<difference>& found) {
  constexpr std::size_t most = 8;
  std::cout << "FAILED " << c.area << " " << c.kind << " " << c.id << "\n";
  for (std::size_t i = 0; i < std::min(found.size(), most); ++i) {
    const difference& d = found[i];
    std::cout << "    " << (d.where.empty() ? "(value)" : d.where) << ": expected " << d.expected << ", got "
              << d.got;
    if (!d.distance.empty()) std::cout << ", distance " << d.distance;
    std::cout << "\n";
  }
  if (found.size() > most) std::cout << "    ... and " << found.size() - most << " more\n";
}

int run_suite(const std::string& folder, const std::string& only) {
  oracles::suite suite(folder);
  std::map<std::string, area_counts> areas;
  area_counts all;
  for (const oracles::oracle_case& c : suite.cases()) {
    if (!only.empty() && (c.area + " " + c.kind + " " + c.id).find(only) == std::string::npos) continue;
    area_counts& area = areas[c.area];
    const oracles::adapter function = oracles::find_adapter(c.kind);
    if (!function) {
      ++area.uncovered, ++all.uncovered;
      ++area.uncovered_kinds[c.kind];
      continue;
    }
    const auto found = run(c, function);
    if (found.empty()) {
      ++area.passed, ++all.passed;
    } else {
      ++area.failed, ++all.failed;
      print_failure(c, found);
    }
  }
  for (const auto& [name, area] : areas) {
    std::cout << name << ": " << area.passed << " passed, " << area.failed << " failed, " << area.uncovered
              << " uncovered\n";
    const char* separator = "    uncovered: ";
    for (const auto& [kind, count] : area.uncovered_kinds) {
      std::cout << separator << kind << " " << count;
      separator = ", ";
    }
    if (!area.uncovered_kinds.empty()) std::cout << "\n";
  }
  std::cout << all.passed << " passed, " << all.failed << " failed, " << all.uncovered << " skipped\n";
  return all.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: cxm_oracles DIR [TEXT]\n"
                 "Runs the cases of DIR/NN_*.json; with TEXT those whose area, kind or id contains it.\n";
    return 2;
  }
  try {
    return run_suite(argv[1], argc == 3 ? argv[2] : "");
  } catch (const std::exception& e) {
    std::cerr << "cxm_oracles: " << e.what() << "\n";
    return 2;
  }
}
