// SPDX-License-Identifier: Apache-2.0
// main SURVEY: the four dimensions of maturity with headers alone. Nothing is linked: the instrument is put
// together here, the file is read here, and the values are those of the library to the last bit.
#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cxm/model/index_plan.hpp"
#include "cxm/tally/score_sums.hpp"

namespace {

/// Five practices a dimension, each on five steps of agreement; the last one speaks against maturity.
cxm::instrument four_dimensions() {
  const std::map<std::string, std::array<const char*, 5>> practices{
      {"culture", {"decisions", "talk", "causes", "recognition", "inward"}},
      {"leadership", {"time", "example", "backing", "trust", "fades"}},
      {"visibility", {"collected", "seen", "understood", "followed", "scattered"}},
      {"champions", {"present", "heard", "time", "joined", "alone"}}};
  cxm::instrument survey;
  cxm::scale agreement;
  agreement.id = "agreement";
  for (int code = 1; code <= 5; ++code) agreement.codes.push_back({code, {}, {}, {}});
  survey.scales.push_back(agreement);
  for (const char* name : {"culture", "leadership", "visibility", "champions"}) {
    survey.dimensions.push_back({name, name});
    cxm::measure score;  // a composite: the mean of the answered items on 0..100
    score.id = score.dimension = name;
    for (const char* practice : practices.at(name)) {
      cxm::item item;
      item.id = name + std::string("_") + practice;
      item.scale = agreement.id;
      item.dimension = name;
      item.reverse = practice == practices.at(name).back();
      survey.items.push_back(item);
      score.items.push_back(item.id);
    }
    survey.measures.push_back(score);
  }
  for (const auto& [id, kind] : {std::pair{"maturity", cxm::index_kind::arithmetic},
                                 std::pair{"maturity_geometric", cxm::index_kind::geometric},
                                 std::pair{"maturity_weakest", cxm::index_kind::minimum}}) {
    survey.indices.push_back({id, {}, kind, {"culture", "leadership", "visibility", "champions"}, {}});
  }
  return survey;
}

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  std::stringstream in(line + ",");
  for (std::string cell; std::getline(in, cell, ',');) out.push_back(cell);
  return out;
}

/// The shortest digits that give the same double back, as the tables of the library print them.
void print(const std::string& id, double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  std::printf("%s %.*s\n", id.c_str(), static_cast<int>(end - digits), digits);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    const cxm::instrument survey = four_dimensions();
    std::map<std::string, cxm::score_sums> waves;
    std::ifstream file(argv[1]);
    std::string line;
    std::getline(file, line);
    std::map<std::string, std::size_t> place;  // of each column
    for (const std::string& name : cells(line)) place.emplace(name, place.size());
    while (std::getline(file, line)) {
      const std::vector<std::string> row = cells(line);
      std::vector<cxm::answer> answers(survey.items.size());
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const std::string& text = row.at(place.at(survey.items[i].id));
        if (text.size() == 1) answers[i] = cxm::answer_of(survey.scales[0], text[0] - '0');
      }
      waves.try_emplace(row.at(place.at("wave")), survey).first->second.add(answers);
    }
    const cxm::score_sums& last = waves.rbegin()->second;
    const cxm::index_plan indices(survey, last.measures());
    for (std::size_t i = 0; i < indices.size(); ++i) print(indices.id(i), indices.value(i, last.means()));
    for (std::size_t j = 0; j < last.measures().size(); ++j) print(last.measures()[j].id, last.mean(j));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
