// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "assessment/cell.hpp"
#include "cxm/disclosure/ledger.hpp"
#include "cxm/disclosure/suppression.hpp"

namespace cxm::detail {

/// SHA-256 over the serialised tallies, hexadecimal: what a ledger is about.
[[nodiscard]] std::string state_digest(std::span<const tally* const>);

/// Write down in an empty ledger what assess() shows without one.
void record_tables(const tally&, const assess_options&, disclosure_ledger&);

/// One wave of a ledger while something new is protected: groups over the finest segments of the whole tally,
/// what was shown before, and which small groups there are at all.
class ledger_scope {
 public:
  /// `whole`: the wave in the tally that the ledger speaks of, whatever part of it is being assessed.
  /// `check` off: only write down, because the tables are published by themselves, without a ledger.
  ledger_scope(disclosure_ledger::wave& book, const wave_context& whole, bool check = true);

  /// The table of a wave's groups (of all or selected answers) over the ledger's atoms.
  [[nodiscard]] additive_table table(const wave_groups&);
  /// The same of any groups, given as segments of `source`.
  [[nodiscard]] std::vector<std::uint32_t> atoms_of(const tally& source,
                                                    const std::vector<std::size_t>& segments);

  [[nodiscard]] std::size_t atoms() const noexcept { return book_.atoms.size(); }

  using base = std::function<double(const cell_result&)>;
  [[nodiscard]] double total(const base&, const std::vector<std::uint32_t>& atoms) const;

  /// What an engine must know of one variable beside its table.
  struct knowledge {
    std::vector<std::vector<std::uint32_t>> known, guarded;
    std::vector<std::uint32_t> empty;
  };
  [[nodiscard]] knowledge before(const std::string& variable, const base&, const additive_table&,
                                 const std::vector<double>& people, double minimum);
  /// Write down what is shown of a variable.
  void record(const std::string& variable, const additive_table&, const std::vector<double>& people,
              const std::vector<hidden_reason>&);

 private:
  std::uint32_t cell_number(const std::vector<std::uint32_t>& atoms);
  void find_small_groups();

  disclosure_ledger::wave& book_;
  const wave_context& whole_;
  bool check_;
  std::map<std::vector<std::string>, std::uint32_t> atom_of_;  // by names
  std::vector<cell_result> counts_;                            // by atom
  std::map<std::vector<std::uint32_t>, std::uint32_t> cell_of_;
  std::vector<std::vector<std::uint32_t>> describable_;  // groups that values of the columns describe
};

}  // namespace cxm::detail
