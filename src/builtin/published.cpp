// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/published.hpp"

#include <array>

namespace cxm {
namespace {

constexpr std::string_view hbras =
    "Harvard Business Review Analytic Services, survey of 680 executives, reported 2017-09-12";
constexpr std::string_view cmo = "CMO Council, Customer Affinity study";
constexpr std::string_view clearaction = "Executive survey of 2010, quoted by ClearAction";
constexpr std::string_view forrester = "Forrester, quoted 2018-01-03";
constexpr std::string_view aveus = "Aveus, survey of executives";

}  // namespace

std::span<const published_figure> published_figures() noexcept {
  static constexpr std::array figures{
      published_figure{"hbras-2017-overall", "overall_very_effective", "executive", .15, 680, hbras,
                       "call their customer experience very effective"},
      published_figure{"hbras-2017-culture", "culture_important", "executive", .90, 680, hbras,
                       "call a customer-centric culture important"},
      published_figure{"hbras-2017-culture", "culture_effective", "executive", .45, 680, hbras,
                       "call their customer-centric culture effective"},
      published_figure{"hbras-2017-leadership", "leadership_important", "executive", .88, 680, hbras,
                       "call management and leadership buy-in important"},
      published_figure{"hbras-2017-leadership", "leadership_effective", "executive", .49, 680, hbras,
                       "call their management and leadership buy-in effective"},
      published_figure{"hbras-2017-visibility", "visibility_important", "executive", .87, 680, hbras,
                       "call visibility and real understanding of the experience important"},
      published_figure{"hbras-2017-visibility", "visibility_effective", "executive", .35, 680, hbras,
                       "call their visibility and understanding of the experience effective"},
      published_figure{"hbras-2017-single-source", "single_source_in_place", "executive", .13, 680, hbras,
                       "have a single source of customer intelligence"},
      published_figure{"hbras-2017-single-source", "single_source_pursuing", "executive", .30, 680, hbras,
                       "are pursuing a single source of customer intelligence"},
      published_figure{"hbras-2017-act", "free_to_act", "manager", .23, 680, hbras,
                       "of managers are free to act on the data they collect"},
      published_figure{"hbras-2017-act", "acts_on_most_data", "executive", .25, 680, hbras,
                       "can act on the majority of the data they collect (three quarters cannot)"},
      published_figure{"cmo-affinity", "customer_centric", "executive", .56, 0, cmo,
                       "of suppliers think themselves extremely customer-centric"},
      published_figure{"cmo-affinity", "customer_centric", "customer", .12, 0, cmo,
                       "of their customers agree"},
      published_figure{"cxm-discipline-2010", "wants_differentiation", "executive", .80, 0, clearaction,
                       "want customer experience as their differentiator"},
      published_figure{"cxm-discipline-2010", "disciplined", "executive", .11, 0, clearaction,
                       "call their approach very disciplined"},
      published_figure{"forrester-priority", "priority", "executive", .92, 0, forrester,
                       "of company leaders call customer experience a priority"},
      published_figure{"forrester-priority", "lacks_resources", "executive", .45, 0, forrester,
                       "of company leaders lack resources and funding"},
      published_figure{"aveus-definition", "definition_shared", "executive", .62, 0, aveus,
                       "of leaders say a definition of customer experience is well understood"},
  };
  return figures;
}

const published_figure* find_published(std::string_view instrument, std::string_view measure,
                                       std::string_view role) noexcept {
  if (instrument != "cx4" || measure.empty()) return nullptr;
  for (const published_figure& figure : published_figures())
    if (figure.measure == measure && figure.role == role) return &figure;
  return nullptr;
}

}  // namespace cxm
