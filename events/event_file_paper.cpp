// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file_parts.hpp"
#include "events/paper.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

// The name of a file beside the event file is also what visitors save it as.
std::string parse_file(object_reader& in) {
  auto name = in.text("file", presence::optional, {file_limits::name});
  if (name.empty()) return name;
  if (!is_file_name(name)) {
    in.wrong().add(in.at("file"), "wrong_file_name");
  } else if (media_type_of(name).empty()) {
    in.wrong().add(in.at("file"), "unknown_document_type", {{"known", known_document_types()}});
  }
  return name;
}

}  // namespace

std::string parse_paper(object_reader& from, event& into) {
  const auto* given = from.find("paper", presence::optional);
  if (into.kind != kind::paper) {
    if (given) from.wrong().add(from.at("paper"), "paper_not_expected");
    return {};
  }
  paper parsed;
  if (given) {
    object_reader in(*given, from.at("paper"), from.wrong());
    parsed.file = parse_file(in);
    parsed.url = in.url("url", presence::optional);
    parsed.link_days =
        in.integer("link_days", 1, file_limits::link_days).value_or(parsed.link_days);
    parsed.downloads =
        in.integer("downloads", 1, file_limits::downloads).value_or(parsed.downloads);
    if (in.find("file", presence::optional) && in.find("url", presence::optional)) {
      from.wrong().add(from.at("paper"), "paper_twice");
    }
  }
  const bool by_join_url = from.find("join_url", presence::optional) != nullptr;
  if (by_join_url && parsed.has_document()) from.wrong().add(from.at("paper"), "paper_twice");
  // What nobody sees yet may get its document later, as the next edition of a paper does.
  const bool follows = given && into.status == event_status::draft;
  if (!by_join_url && !parsed.has_document() && !follows)
    from.wrong().add(from.at(given ? "paper" : "join_url"), "paper_needs_address");
  if (!parsed.has_document()) parsed.url = into.join_url;
  auto name = parsed.file;
  into.paper = std::make_shared<const paper>(std::move(parsed));
  return name;
}

}  // namespace zusage::events
