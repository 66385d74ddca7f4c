// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t deepest = 64;
constexpr double largest = 10'000;
constexpr std::string_view blanks = " \t\r\n";

constexpr std::array<std::string_view, 25> elements = {
    "svg",     "g",        "path",   "rect",           "circle",         "ellipse", "line",
    "polygon", "polyline", "text",   "tspan",          "title",          "desc",    "defs",
    "use",     "symbol",   "style",  "linearGradient", "radialGradient", "stop",    "clipPath",
    "mask",    "pattern",  "switch", "metadata"};

// Unwinds to check_svg, which makes a result of it.
struct refusal {
  fault why;
};

[[noreturn]] void refuse(const std::string& what) {
  fault why{"", "logo_unsafe"};
  why.arguments["what"] = what;
  throw refusal{std::move(why)};
}

[[noreturn]] void broken() {
  throw refusal{fault{"", "logo_broken"}};
}

std::string lower(std::string_view text) {
  std::string made(text);
  for (auto& c : made) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  return made;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What stands for other characters could hide any of the words that are looked for.
void refuse_disguise(std::string_view text) {
  if (contains(text, "\\")) refuse("a backslash in an attribute or style");
  for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const auto rest = text.substr(at);
    const bool known = rest.starts_with("&amp;") || rest.starts_with("&lt;") ||
                       rest.starts_with("&gt;") || rest.starts_with("&quot;") ||
                       rest.starts_with("&apos;");
    if (!known) refuse("a character reference in an attribute or style");
  }
}

// Styles, and attributes that hold their values (`fill="url(#a)"`).
void check_values(std::string_view given) {
  refuse_disguise(given);
  const auto text = lower(given);
  for (const std::string_view word :
       {"@import", "javascript:", "expression(", "image(", "image-set(", "src("}) {
    if (contains(text, word)) refuse(std::string(word));
  }
  constexpr std::string_view reference = "url(";
  for (auto at = text.find(reference); at != std::string::npos; at = text.find(reference, at + 1)) {
    const auto target = text.find_first_not_of(" \t\r\n\"'", at + reference.size());
    if (target == std::string::npos || text[target] != '#') refuse("a reference by url()");
  }
}

void check_attribute(const std::string& name, const std::string& value) {
  const auto known = lower(name);
  if (known == "xmlns" || known.starts_with("xmlns:")) return;
  const auto own = known.substr(known.rfind(':') + 1);  // npos + 1 is 0
  if (own.starts_with("on")) refuse("the event handler " + name);
  if (known == "xml:base") refuse("the attribute " + name);
  if ((own == "href" || own == "src") && !value.starts_with('#')) {
    refuse("a reference to another place in " + name);
  }
  check_values(value);
}

using attributes = std::map<std::string, std::string>;

// Goes through the text once, from tag to tag (XML 1.0).
class reader {
 public:
  explicit reader(std::string_view text) : rest_(text) {}

  /// The attributes of the outermost element.
  attributes read() {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    if (rest_.starts_with("<?xml ")) check_declaration(up_to("?>"));
    while (!rest_.empty()) read_one();
    if (!open_.empty() || !begun_) broken();
    return root_;
  }

 private:
  // Everything before `end`, which is taken away as well.
  std::string_view up_to(std::string_view end) {
    const auto at = rest_.find(end);
    if (at == std::string_view::npos) broken();
    const auto taken = rest_.substr(0, at);
    rest_.remove_prefix(at + end.size());
    return taken;
  }

  // Another encoding would make another text of the same bytes.
  static void check_declaration(std::string_view declaration) {
    const auto text = lower(declaration);
    if (contains(text, "encoding") && !contains(text, "\"utf-8\"") && !contains(text, "'utf-8'")) {
      refuse("another encoding than UTF-8");
    }
  }

  void read_one() {
    const auto tag = std::min(rest_.find('<'), rest_.size());
    take_text(rest_.substr(0, tag));
    rest_.remove_prefix(tag);
    if (rest_.empty()) return;
    constexpr std::string_view comment = "<!--", literal = "<![CDATA[";
    if (rest_.starts_with(comment)) {
      rest_.remove_prefix(comment.size());
      up_to("-->");
    } else if (rest_.starts_with(literal)) {
      rest_.remove_prefix(literal.size());
      take_text(up_to("]]>"));
    } else if (rest_.starts_with("<!")) {
      refuse("a document type or entity");
    } else if (rest_.starts_with("<?")) {
      refuse("a processing instruction");
    } else if (rest_.starts_with("</")) {
      rest_.remove_prefix(2);
      close(up_to(">"));
    } else {
      rest_.remove_prefix(1);
      open();
    }
  }

  void take_text(std::string_view text) {
    if (open_.empty() && text.find_first_not_of(blanks) != std::string_view::npos) broken();
    if (!open_.empty() && open_.back() == "style") style_ += text;
  }

  void close(std::string_view name) {
    name = name.substr(0, name.find_last_not_of(blanks) + 1);
    if (open_.empty() || open_.back() != name) broken();
    // As a whole: comments between its parts are nothing to whoever reads the style.
    if (name == "style") check_values(std::exchange(style_, {}));
    open_.pop_back();
  }

  void open() {
    const auto name = take_name();
    if (std::find(elements.begin(), elements.end(), name) == elements.end()) {
      refuse("the element " + cut(name, 40));
    }
    if (open_.empty() && (begun_ || name != "svg")) broken();
    if (open_.size() >= deepest) refuse("too deep a nesting");
    auto given = take_attributes();
    if (!begun_) root_ = std::move(given);
    begun_ = true;
    open_.push_back(name);
    if (rest_.starts_with('/')) {
      rest_.remove_prefix(1);
      open_.pop_back();
    }
    if (!rest_.starts_with('>')) broken();
    rest_.remove_prefix(1);
  }

  attributes take_attributes() {
    attributes found;
    for (;;) {
      skip_blanks();
      if (rest_.empty()) broken();
      if (rest_.front() == '>' || rest_.front() == '/') return found;
      auto name = take_name();
      skip_blanks();
      if (!rest_.starts_with('=')) broken();
      rest_.remove_prefix(1);
      skip_blanks();
      auto value = take_quoted();
      check_attribute(name, value);
      if (!found.emplace(std::move(name), std::move(value)).second) broken();
    }
  }

  std::string take_name() {
    const auto end = std::min(rest_.find_first_of(" \t\r\n/>=\"'<"), rest_.size());
    if (end == 0) broken();
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
  }

  std::string take_quoted() {
    if (!rest_.starts_with('"') && !rest_.starts_with('\'')) broken();
    const auto quote = rest_.substr(0, 1);
    rest_.remove_prefix(1);
    std::string value(up_to(quote));
    if (contains(value, "<")) broken();
    return value;
  }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
  }

  std::string_view rest_;
  std::vector<std::string> open_;
  std::string style_;  ///< of the style element that is open
  attributes root_;
  bool begun_ = false;
};

// A number that may say that it means pixels.
std::optional<double> length(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string_view unit(end);
  if (end == text.c_str() || !(unit.empty() || unit == "px")) return {};
  if (!std::isfinite(value) || value <= 0) return {};
  return value;
}

std::optional<image_size> sized(std::optional<double> width, std::optional<double> height) {
  if (!width || !height || *width > largest || *height > largest) return {};
  return image_size{std::max(1, int(std::lround(*width))), std::max(1, int(std::lround(*height)))};
}

std::optional<image_size> size_of(const attributes& root) {
  const auto value = [&](const char* name) {
    const auto found = root.find(name);
    return found == root.end() ? std::string() : found->second;
  };
  if (auto size = sized(length(value("width")), length(value("height")))) return size;
  auto box = value("viewBox");
  std::replace(box.begin(), box.end(), ',', ' ');
  std::vector<std::string> parts;
  for (std::size_t at = 0; (at = box.find_first_not_of(blanks, at)) != std::string::npos;) {
    const auto end = std::min(box.find_first_of(blanks, at), box.size());
    parts.push_back(box.substr(at, end - at));
    at = end;
  }
  constexpr std::size_t of_box = 4, width = 2, height = 3;
  if (parts.size() != of_box) return {};
  return sized(length(parts[width]), length(parts[height]));
}

}  // namespace

checked<image_size> check_svg(std::string_view text) {
  if (!is_utf8(text) || contains(text, std::string_view("\0", 1))) {
    return faults{{"", "logo_broken"}};
  }
  try {
    const auto root = reader(text).read();
    const auto space = root.find("xmlns");
    if (space == root.end() || space->second != "http://www.w3.org/2000/svg") broken();
    const auto size = size_of(root);
    if (!size) return faults{{"", "logo_without_size"}};
    return *size;
  } catch (const refusal& why) {
    return faults{why.why};
  }
}

}  // namespace zusage::events
