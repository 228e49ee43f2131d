// SPDX-License-Identifier: Apache-2.0
// cxm_coverage FILE [THREADS] [TITLE]: computes every cell and writes the page; with a title only that table
// is computed and printed. Ends with 1 when a claim is broken.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "coverage/table.hpp"
#include "cxm/base/parallel.hpp"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "cxm_coverage FILE [THREADS] [TITLE]\n");
    return 2;
  }
  const auto threads = static_cast<unsigned>(argc > 2 ? std::atoi(argv[2]) : 1);
  std::vector<coverage::table> tables = coverage::all_tables();
  if (argc > 3)
    std::erase_if(tables, [&](const auto& t) { return t.title.find(argv[3]) == std::string::npos; });

  std::vector<std::pair<std::size_t, std::size_t>> work;
  std::vector<std::vector<std::vector<double>>> rates(tables.size());
  for (std::size_t t = 0; t < tables.size(); ++t) {
    rates[t].resize(tables[t].rows.size());
    for (std::size_t r = 0; r < tables[t].rows.size(); ++r) work.emplace_back(t, r);
  }
  cxm::parallel_chunks(work.size(), threads, [&](std::size_t i) {
    const auto [t, r] = work[i];
    const auto begun = std::chrono::steady_clock::now();
    rates[t][r] = tables[t].rows[r].rates();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::string said;
    for (const double rate : rates[t][r]) said += " | " + coverage::shown(rate);
    std::fprintf(stderr, "%5.1f s  %s: %s%s\n", took.count(), tables[t].title.c_str(),
                 tables[t].rows[r].label.c_str(), said.c_str());
  });

  int broken = 0;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    for (std::size_t r = 0; r < tables[t].rows.size(); ++r) {
      for (std::size_t c = 0; c < tables[t].columns.size(); ++c) {
        if (coverage::kept(coverage::claim_of(tables[t], tables[t].rows[r], c), rates[t][r][c])) continue;
        std::fprintf(stderr, "broken: %s, %s, %s: %.1f\n", tables[t].title.c_str(),
                     tables[t].rows[r].label.c_str(), tables[t].columns[c].name.c_str(),
                     100 * rates[t][r][c]);
        ++broken;
      }
    }
  }
  const std::string page = coverage::page(tables, rates);
  if (argc > 3) {
    std::cout << page.substr(page.find("\n## "));
  } else {
    std::ofstream(argv[1], std::ios::binary) << page;
  }
  return broken == 0 ? 0 : 1;
}
