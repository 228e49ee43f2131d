// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assessment/findings_of_wave.hpp"

/// Who answers questions that go together: what speaks of several measures of the same people (drivers,
/// reliability) is told of the roles that are asked all of them.
namespace cxm::detail {

/// The tally's segments of a wave and of roles, by the value of a column (-1: all under "").
[[nodiscard]] std::map<std::string, std::vector<std::size_t>> segments_by(
    const tally& t, const std::string& wave, const std::vector<std::string>& roles, int column);

/// The roles that are asked all of it, or nobody in particular when the data tell no roles.
[[nodiscard]] std::vector<std::string> roles_of(const wave_context& context,
                                                const std::vector<std::string>& declared,
                                                const std::vector<std::string>& measures);

/// People of one or several roles whose answers are taken together.
struct answering_group {
  std::vector<std::string> roles;  ///< empty = everybody
  std::string role_key;            ///< "" = all of them
  hidden_reason hidden = hidden_reason::shown;
};
/// All who are asked all of it, then, where these are several roles and none was declared, each of them: all
/// or none, so that a hidden role cannot be had from the others. Hidden as soon as one of the measures is.
[[nodiscard]] std::vector<answering_group> answering_groups(const finding_wave&,
                                                            const std::vector<std::string>& declared,
                                                            const std::vector<std::string>& ids,
                                                            const std::vector<std::size_t>& measures);

}  // namespace cxm::detail
