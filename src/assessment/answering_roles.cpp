// SPDX-License-Identifier: Apache-2.0
#include "assessment/answering_roles.hpp"

#include <algorithm>

#include "cxm/model/validate.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t role_column = 0;
constexpr std::size_t wave_column = 1;

/// Why a role's numbers (or everybody's, "") are hidden: as soon as one of the measures is.
hidden_reason reason_at(const finding_wave& wave, const std::string& role,
                        const std::vector<std::size_t>& measures) {
  const int at = role.empty() ? 0 : wave.context->groups.find(role, -1, "");
  if (at < 0) return hidden_reason::shown;
  const auto cell = static_cast<std::size_t>(at);
  for (const std::size_t j : measures) {
    const hidden_reason why = wave.protection->measures[j][cell];
    if (why != hidden_reason::shown) return why;
  }
  return hidden_reason::shown;
}

}  // namespace

std::map<std::string, std::vector<std::size_t>> segments_by(const tally& t, const std::string& wave,
                                                            const std::vector<std::string>& roles,
                                                            int column) {
  std::map<std::string, std::vector<std::size_t>> out;
  for (std::size_t s = 0; s < t.segments().size(); ++s) {
    const segment_key& key = t.segments()[s];
    if (t.levels(wave_column)[key[wave_column]] != wave) continue;
    const std::string& role = t.levels(role_column)[key[role_column]];
    if (!roles.empty() && std::find(roles.begin(), roles.end(), role) == roles.end()) continue;
    if (column < 0) {
      out[""].push_back(s);
      continue;
    }
    const auto c = static_cast<std::size_t>(column);
    const std::string& value = t.levels(c)[key[c]];
    if (!value.empty()) out[value].push_back(s);
  }
  return out;
}

std::vector<std::string> roles_of(const wave_context& context, const std::vector<std::string>& declared,
                                  const std::vector<std::string>& measures) {
  const tally& t = *context.source;
  const auto& seen = t.levels(role_column);
  if (std::all_of(seen.begin(), seen.end(), [](const std::string& role) { return role.empty(); })) return {};
  if (!declared.empty()) return declared;
  std::vector<std::string> out;
  for (const role& r : context.asked().roles) out.push_back(r.id);
  for (const std::string& id : measures) {
    const auto asked = roles_asked(context.asked(), id);
    std::erase_if(out, [&](const std::string& role) {
      return std::find(asked.begin(), asked.end(), role) == asked.end();
    });
  }
  return out;
}

std::vector<answering_group> answering_groups(const finding_wave& wave,
                                              const std::vector<std::string>& declared,
                                              const std::vector<std::string>& ids,
                                              const std::vector<std::size_t>& measures) {
  answering_group all;
  all.roles = roles_of(*wave.context, declared, ids);
  const bool one = all.roles.size() == 1;
  all.role_key = one ? all.roles[0] : "";
  all.hidden = reason_at(wave, all.role_key, measures);
  std::vector<answering_group> out{all};
  if (one || !declared.empty()) return out;
  hidden_reason hidden = hidden_reason::shown;
  for (const std::string& role : all.roles) {
    if (wave.context->groups.find(role, -1, "") < 0) continue;
    out.push_back({{role}, role, reason_at(wave, role, measures)});
    if (out.back().hidden != hidden_reason::shown) hidden = hidden_reason::complement;
  }
  for (std::size_t g = 1; g < out.size(); ++g) {
    if (out[g].hidden == hidden_reason::shown) out[g].hidden = hidden;
  }
  return out;
}

}  // namespace cxm::detail
