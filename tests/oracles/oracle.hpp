// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"
#include "table.hpp"

/// The runner of reference suites. How to add an area:
///
/// Make `area_NN_name.cpp` in this folder (the build finds it), write one function a kind and register
/// them:
///
///     namespace oracles { namespace {
///     json mean_ci(const oracle_case& c) {
///       const auto& x = c.data()[c.text("item")];
///       const auto e = cxm::mean_interval(x.view());
///       return {{"n", e.n}, {"mean", e.value}, {"se", e.se}, {"lower", e.low}, {"upper", e.high}};
///     }
///     const registrar area{{"mean_ci", mean_ci}};
///     } }
///
/// An adapter only translates: inputs and columns to arguments of the library's public functions, results
/// to JSON of the shape that the kind documents. It knows no case: neither ids nor expected values. What
/// the library refuses stays a thrown cxm::error; what does not exist is NaN. The comparison is:
///
/// * object: every member of `expected` is compared; members that the adapter gives beyond them are not.
/// * a named vector is an object; a vector an array; a matrix {"rows", "cols", "values"} (make_matrix);
///   a data frame an object of arrays. A list of one is equal to its only element.
/// * numbers by tol / tol_by_key; "NA" and "NaN" expect NaN, "Inf" and "-Inf" the infinities.
/// * expected.outcome "error" passes when cxm::error was thrown; "undefined" passes when the adapter
///   returns {"outcome": "undefined", ...} (undefined()), or no finite number beyond those that
///   `expected` names; the other members of `expected` must hold.
///
/// Kinds that are not registered are counted as skipped.
namespace oracles {

/// Members keep the order in which a file has them.
using json = nlohmann::ordered_json;

class suite;

/// One case as its file has it, and the data sets that it names.
struct oracle_case {
  std::string id, kind, area;
  json inputs, design, response;  ///< design and response are null when absent
  json document;                  ///< the whole case; compare() reads values and tolerances there
  std::vector<std::string> call;
  std::map<std::string, std::string> files;  ///< variable name -> file in data/
  suite* owner = nullptr;

  /// The data set called `name` ("d" unless said otherwise).
  [[nodiscard]] const table& data(const std::string& name = "d") const;

  /// Members of inputs. The first forms throw when the member is absent. "NA" and "NaN" read as NaN.
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] double number(const std::string& name) const;
  [[nodiscard]] double number(const std::string& name, double otherwise) const;
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const;
  [[nodiscard]] std::vector<double> numbers(const std::string& name) const;     ///< a scalar is a list of one
  [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;  ///< likewise
  /// All lines of `call`, joined by newlines.
  [[nodiscard]] std::string call_text() const;
};

using adapter = json (*)(const oracle_case&);

/// Registers the kinds of an area when the program starts.
class registrar {
 public:
  registrar(std::initializer_list<std::pair<const char*, adapter>> kinds);
};
[[nodiscard]] adapter find_adapter(std::string_view kind);

/// A suite folder: cases in order of file and place.
class suite {
 public:
  /// Throws std::runtime_error when the folder is none, or a file in it is broken.
  explicit suite(const std::filesystem::path& folder);
  suite(const suite&) = delete;
  [[nodiscard]] const std::vector<oracle_case>& cases() const noexcept { return cases_; }
  [[nodiscard]] const table& data(const std::string& file);

 private:
  std::filesystem::path folder_;
  std::vector<oracle_case> cases_;
  std::map<std::string, table> tables_;
};

/// One number or text that is not as expected.
struct difference {
  std::string where, expected, got, distance;
};

/// Compare a result with `expected` of a case by its tolerances. Empty when all is well.
[[nodiscard]] std::vector<difference> compare(const json& test_case, const json& got);

/// A number of a JSON value: NaN for "NA", "NaN" and null, infinities for "Inf" and "-Inf".
[[nodiscard]] double to_number(const json& value);

// Shapes of results.
[[nodiscard]] json undefined(json others = json::object());  ///< {"outcome": "undefined", others...}
[[nodiscard]] json named(const std::vector<std::string>& names, const std::vector<double>& values);
[[nodiscard]] json make_matrix(const cxm::matrix& m, const std::vector<std::string>& rows = {},
                               const std::vector<std::string>& cols = {});
[[nodiscard]] inline json interval(const cxm::estimate& e) { return json::array({e.low, e.high}); }

}  // namespace oracles
