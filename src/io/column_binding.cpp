// SPDX-License-Identifier: Apache-2.0
#include "io/column_binding.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "cxm/base/error.hpp"
#include "io/answer_table.hpp"
#include "io/cell_text.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

class binder {
 public:
  binder(const std::string& file, const file_header& header, const instrument& in,
         const std::map<std::string, std::string>& map)
      : file_(file), header_(header), in_(in), map_(map), used_(header.columns.size()) {
    index_names();
  }

  column_binding bind(const std::vector<std::string>& replicates) {
    check_keys();
    column_binding b;
    b.role = find("role", in_.role_column.columns, false);
    b.wave = find("wave", in_.wave_column.columns, false);
    b.weight = find("weight", in_.weight.columns, false);
    b.stratum = find("stratum", in_.stratum.columns, false);
    b.cluster = find("cluster", in_.cluster.columns, false);
    b.respondent = find("respondent", in_.respondent.columns, false);
    b.fpc = find("fpc", in_.fpc.columns, false);
    for (const auto& s : in_.segments) b.segments.push_back(find(s.id, s.columns, true));
    if (header_.layout == "long") {
      if (b.respondent < 0) b.respondent = find("respondent", {"respondent"}, false);
      b.long_item = find("item", {"item"}, false);
      b.long_value = find("value", {"value"}, false);
      need(b.respondent, "respondent");
      need(b.long_item, "item");
      need(b.long_value, "value");
    }
    mark(b);
    bind_replicates(b, replicates);
    b.items.resize(in_.items.size());
    if (header_.layout != "long") bind_items(b);
    for (std::size_t c = 0; c < used_.size(); ++c)
      if (!used_[c] && !header_.columns[c].primary.empty()) b.ignored.push_back(header_.columns[c].primary);
    return b;
  }

  /// Column of a name, or -1; an error when several columns have it.
  int find_column(const std::string& name) const {
    const std::string loose = folded(name);
    if (loose.empty()) return -1;
    const std::array<const std::string*, 4> keys{&name, &name, &loose, &loose};
    for (std::size_t way = 0; way < ways_.size(); ++way) {
      const auto found = ways_[way].find(*keys[way]);
      if (found == ways_[way].end()) continue;
      if (found->second.size() > 1) ambiguous(name, found->second[0], found->second[1]);
      return found->second[0];
    }
    if (name.size() > 1 && name.front() == '#') {
      std::size_t number = 0;
      const auto [stop, status] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
      if (status == std::errc{} && stop == name.data() + name.size() && number >= 1 &&
          number <= header_.columns.size())
        return static_cast<int>(number) - 1;
    }
    return -1;
  }

  bool has_any_item() const {
    return std::any_of(in_.items.begin(), in_.items.end(), [&](const item& it) {
      if (map_.count(it.id) != 0 || find_column(it.id) >= 0) return true;
      const auto found = [&](const std::string& name) { return find_column(name) >= 0; };
      return std::any_of(it.columns.begin(), it.columns.end(), found) ||
             std::any_of(it.option_columns.begin(), it.option_columns.end(),
                         [&](const auto& o) { return std::any_of(o.second.begin(), o.second.end(), found); });
    });
  }

 private:
  [[noreturn]] void fail(const std::string& what, int column = -1) const {
    throw error(errc::data, file_ + ": " + what, file_, column >= 0 ? 1 : -1, column >= 0 ? column + 1 : -1);
  }

  /// The four ways to ask for a column, in order: its name, its other names, each without case and spacing.
  void index_names() {
    for (std::size_t c = 0; c < header_.columns.size(); ++c) {
      const auto add = [&](std::size_t way, const std::string& name) {
        auto& columns = ways_[way][name];
        if (columns.empty() || columns.back() != static_cast<int>(c)) columns.push_back(static_cast<int>(c));
      };
      const auto& [primary, others] = header_.columns[c];
      add(0, primary);
      add(2, folded(primary));
      for (const auto& other : others) {
        add(1, other);
        add(3, folded(other));
      }
    }
  }

  [[noreturn]] void ambiguous(const std::string& name, int first, int second) const {
    fail("the name " + in_quotes(name) + " fits " + column_words(header_, first) + " and " +
             column_words(header_, second) + "; rename one, or map the column by its position (--map KEY=#" +
             std::to_string(second + 1) + ")",
         second);
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> all{"role", "wave", "weight", "stratum", "cluster", "respondent", "fpc"};
    if (header_.layout == "long") all.insert(all.end(), {"item", "value"});
    for (const auto& s : in_.segments) all.push_back(s.id);
    for (const auto& it : in_.items) {
      all.push_back(it.id);
      if (it.multiple)
        if (const scale* s = in_.find_scale(it.scale))
          for (const auto& code : s->codes) all.push_back(it.id + "." + std::to_string(code.code));
    }
    return all;
  }

  void check_keys() const {
    const auto all = keys();
    for (const auto& [key, column] : map_) {
      if (std::find(all.begin(), all.end(), key) != all.end()) continue;
      throw error(errc::argument,
                  "read_file: map has the key " + in_quotes(key) + ", but must have role, wave, weight, " +
                      "stratum, cluster, respondent, fpc, or the id of a segment or an item" +
                      suggestion(key, {all.begin(), all.end()}),
                  "map");
    }
  }

  int mapped_column(const std::string& key, const std::string& name) const {
    if (trimmed(name).empty()) return -1;  // "not to be read"
    const int c = find_column(name);
    if (c >= 0) return c;
    std::vector<std::string_view> names;
    for (const auto& n : header_.columns) {
      if (!n.primary.empty()) names.push_back(n.primary);
      names.insert(names.end(), n.others.begin(), n.others.end());
    }
    fail("there is no column " + in_quotes(name) + " for " + in_quotes(key) + suggestion(name, names));
  }

  int find(const std::string& key, const std::vector<std::string>& hints, bool try_id) const {
    if (const auto it = map_.find(key); it != map_.end()) return mapped_column(key, it->second);
    for (const auto& hint : hints)
      if (const int c = find_column(hint); c >= 0) return c;
    return try_id ? find_column(key) : -1;
  }

  void need(int column, const char* key) const {
    if (column < 0)
      fail(std::string("the long form needs a column for ") + key + "; map it with --map " + key +
           "=COLUMN (the columns are " + first_columns() + ")");
  }

  void mark(const column_binding& b) {
    for (const int c :
         {b.role, b.wave, b.weight, b.stratum, b.cluster, b.respondent, b.fpc, b.long_item, b.long_value})
      if (c >= 0) used_[static_cast<std::size_t>(c)] = true;
    for (const int c : b.segments)
      if (c >= 0) used_[static_cast<std::size_t>(c)] = true;
  }

  /// Does a name fit a pattern in which "*" stands for any text?
  static bool fits(std::string_view pattern, std::string_view name) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    if (name.substr(0, star) != pattern.substr(0, star)) return false;
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t at = star; at <= name.size(); ++at) {
      if (fits(rest, name.substr(at))) return true;
    }
    return false;
  }

  void bind_replicates(column_binding& b, const std::vector<std::string>& wanted) {
    if (!wanted.empty() && header_.layout == "long") {
      fail("replicate weights need one row a person; the long form has a row an answer");
    }
    for (const std::string& name : wanted) {
      const std::size_t before = b.replicates.size();
      if (name.find('*') == std::string::npos) {
        if (const int c = find_column(name); c >= 0) b.replicates.push_back(c);
      } else {
        for (std::size_t c = 0; c < header_.columns.size(); ++c) {
          if (fits(name, header_.columns[c].primary)) b.replicates.push_back(static_cast<int>(c));
        }
      }
      if (b.replicates.size() == before) {
        fail("no column of replicate weights is called " + in_quotes(name) + "; the columns are " +
             first_columns());
      }
    }
    for (const int c : b.replicates) {
      const auto at = static_cast<std::size_t>(c);
      if (used_[at]) {
        fail(column_words(header_, c) +
                 " is wanted as a replicate weight, but has another meaning or is named "
                 "twice",
             c);
      }
      used_[at] = true;
    }
  }

  void bind_items(column_binding& b) {
    std::vector<std::string> owner(header_.columns.size());
    const auto claim = [&](int column, const std::string& who) {
      if (std::find(b.replicates.begin(), b.replicates.end(), column) != b.replicates.end())
        fail(column_words(header_, column) + " is wanted as a replicate weight and by the item " +
                 in_quotes(who),
             column);
      auto& holder = owner[static_cast<std::size_t>(column)];
      if (!holder.empty())
        fail(column_words(header_, column) + " is wanted by the items " + in_quotes(holder) + " and " +
                 in_quotes(who) + "; map one of them to its own column, or to nothing (--map " + who + "=)",
             column);
      holder = who;
      used_[static_cast<std::size_t>(column)] = true;
    };
    bool any = false;
    for (std::size_t i = 0; i < in_.items.size(); ++i) {
      const item& it = in_.items[i];
      auto& found = b.items[i];
      found.column = find(it.id, it.columns, true);
      if (found.column < 0 && it.multiple) found.options = find_options(it);
      if (found.column >= 0) claim(found.column, it.id);
      for (const auto& [position, column] : found.options) claim(column, it.id);
      any = any || found.present();
    }
    if (!any) fail(no_item_message());
  }

  std::vector<std::pair<unsigned, int>> find_options(const item& it) const {
    std::vector<std::pair<unsigned, int>> options;
    const scale* s = in_.find_scale(it.scale);
    if (s == nullptr) return options;
    for (std::size_t p = 0; p < s->codes.size(); ++p) {
      const std::int32_t code = s->codes[p].code;
      std::vector<std::string> hints;
      for (const auto& [of, names] : it.option_columns)
        if (of == code) hints.insert(hints.end(), names.begin(), names.end());
      const int c = find(it.id + "." + std::to_string(code), hints, false);
      if (c >= 0) options.emplace_back(static_cast<unsigned>(p), c);
    }
    return options;
  }

  std::string first_columns() const {
    constexpr std::size_t most = 6;
    std::string text;
    for (std::size_t c = 0; c < std::min(most, header_.columns.size()); ++c) {
      if (c > 0) text += ", ";
      text += in_quotes(header_.columns[c].primary);
    }
    return header_.columns.size() > most ? text + ", ..." : text;
  }

  std::string no_item_message() const {
    std::string wanted;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, in_.items.size()); ++i) {
      if (i > 0) wanted += ", ";
      wanted += in_quotes(in_.items[i].columns.empty() ? in_.items[i].id : in_.items[i].columns.front());
    }
    if (in_.items.size() > 3) wanted += ", ...";
    return "no column belongs to an item of the instrument \"" + in_.id + "\": it looks for " + wanted +
           ", the file has " + first_columns() + "; map them (--map ITEM=COLUMN) or take another instrument";
  }

  const std::string& file_;
  const file_header& header_;
  const instrument& in_;
  const std::map<std::string, std::string>& map_;
  std::vector<bool> used_;
  std::array<text_map<std::vector<int>>, 4> ways_;
};

}  // namespace

column_binding bind_columns(const std::string& file, const file_header& header, const instrument& in,
                            const std::map<std::string, std::string>& map,
                            const std::vector<std::string>& replicates) {
  return binder(file, header, in, map).bind(replicates);
}

bool looks_long(const std::string& file, const file_header& header, const instrument& in,
                const std::map<std::string, std::string>& map) {
  if (header.layout != "csv") return false;
  const binder b(file, header, in, map);
  const auto has = [&](const char* key) {
    const auto it = map.find(key);
    return b.find_column(it == map.end() ? key : it->second) >= 0;
  };
  return has("item") && has("value") && !b.has_any_item();
}

std::string column_words(const file_header& header, int column) {
  const auto& name = header.columns[static_cast<std::size_t>(column)].primary;
  std::string words = "column " + std::to_string(column + 1);
  if (!name.empty()) words.append(" ").append(in_quotes(name));
  return words;
}

}  // namespace cxm::detail
