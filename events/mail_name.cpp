// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_name.hpp"

#include <algorithm>
#include <array>

namespace zusage::events {
namespace {

constexpr std::string_view of_event = "registration-", of_paper = "paper-";
constexpr std::array<std::string_view, 6> papers_have = {"confirmed", "verify",    "known",
                                                         "changed",   "cancelled", "promoted"};

std::string renamed(std::string_view name, std::string_view from, std::string_view to) {
  if (!name.starts_with(from)) return std::string(name);
  const auto what = name.substr(from.size());
  const bool exists = std::find(papers_have.begin(), papers_have.end(), what) != papers_have.end();
  return exists ? std::string(to) + std::string(what) : std::string(name);
}

}  // namespace

std::string mail_name_for_paper(std::string_view ordinary) {
  return renamed(ordinary, of_event, of_paper);
}

std::string ordinary_mail_name(std::string_view name) {
  return renamed(name, of_paper, of_event);
}

}  // namespace zusage::events
