// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event.hpp"

#include <array>

namespace zusage::events {
namespace {

constexpr std::array<std::string_view, 4> kinds{"solution_day", "conference", "comparison_ring",
                                                "paper"};
constexpr std::array<std::string_view, 3> modes{"online", "on_site", "hybrid"};
constexpr std::array<std::string_view, 3> statuses{"draft", "published", "cancelled"};
constexpr std::array<std::string_view, 8> question_types{
    "text", "long_text", "choice", "multiple", "number", "date", "yes_no", "phone"};

template <class Enum, std::size_t N>
std::optional<Enum> read(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return {};
}

template <class T>
const T* find_by_key(const std::vector<T>& in, std::string_view key) {
  for (const auto& one : in) {
    if (one.key == key) return &one;
  }
  return nullptr;
}

}  // namespace

std::string_view to_text(kind k) {
  return kinds.at(static_cast<std::size_t>(k));
}
std::string_view to_text(mode m) {
  return modes.at(static_cast<std::size_t>(m));
}
std::string_view to_text(event_status s) {
  return statuses.at(static_cast<std::size_t>(s));
}
std::string_view to_text(question_type t) {
  return question_types.at(static_cast<std::size_t>(t));
}

std::optional<kind> kind_from(std::string_view text) {
  return read<kind>(kinds, text);
}
std::optional<mode> mode_from(std::string_view text) {
  return read<mode>(modes, text);
}
std::optional<event_status> event_status_from(std::string_view text) {
  return read<event_status>(statuses, text);
}
std::optional<question_type> question_type_from(std::string_view text) {
  return read<question_type>(question_types, text);
}

const session* event::find_session(std::string_view key) const {
  return find_by_key(sessions, key);
}
const question* event::find_question(std::string_view key) const {
  return find_by_key(questions, key);
}
const choice* event::find_choice(std::string_view key) const {
  return find_by_key(choices, key);
}

const std::vector<consent::offer>& event::offers_in(std::string_view language) const {
  static const std::vector<consent::offer> none;
  if (const auto found = offers.find(std::string(language)); found != offers.end()) {
    return found->second;
  }
  if (const auto german = offers.find("de"); german != offers.end()) return german->second;
  return offers.empty() ? none : offers.begin()->second;
}

std::string public_path(kind k, std::string_view slug) {
  return (k == kind::paper ? "/papers/" : "/e/") + std::string(slug);
}

std::string public_path(const event& of) {
  return public_path(of.kind, of.slug);
}

}  // namespace zusage::events
