// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/erasure_view.hpp"

#include "server/event_view.hpp"

namespace zusage::server {
namespace {

nlohmann::json name_view(const nlohmann::json& name, const web::locale& in) {
  if (name.is_string()) return {{"text", name}, {"text_language", ""}};
  return {{"text", web::pick(name, in.language())}, {"text_language", foreign_language(name, in)}};
}

nlohmann::json part_view(const events::stored_part& one, const web::locale& in) {
  const auto key = "erasure." + std::string(one.what);
  auto names = nlohmann::json::array();
  for (const auto& name : one.names) names.push_back(name_view(name, in));
  return {{"text", in.text(key, {{"count", one.count}})},
          {"why", in.text(key + "_why")},
          {"names", std::move(names)},
          {"has_names", !one.names.empty()}};
}

std::string lines_of(const nlohmann::json& parts) {
  std::string all;
  for (const auto& one : parts) {
    all += "- " + one.at("text").get<std::string>();
    for (const auto& name : one.at("names")) all += "\n    " + name.at("text").get<std::string>();
    all += "\n  " + one.at("why").get<std::string>() + "\n";
  }
  return all;
}

}  // namespace

nlohmann::json erasure_view(const std::vector<events::stored_part>& parts, const web::locale& in) {
  auto goes = nlohmann::json::array(), stays = nlohmann::json::array();
  for (const auto& one : parts) (one.goes ? goes : stays).push_back(part_view(one, in));
  const bool any_goes = !goes.empty(), any_stays = !stays.empty();
  return {{"goes", std::move(goes)},
          {"stays", std::move(stays)},
          {"has_goes", any_goes},
          {"has_stays", any_stays}};
}

std::string erasure_text(const std::vector<events::stored_part>& parts, const web::locale& in) {
  const auto view = erasure_view(parts, in);
  std::string all;
  if (!view.at("goes").empty()) all += in.text("erasure.goes") + "\n" + lines_of(view.at("goes"));
  if (!view.at("stays").empty())
    all += in.text("erasure.stays") + "\n" + lines_of(view.at("stays"));
  return all.empty() ? in.text("erasure.nothing") + "\n" : all;
}

}  // namespace zusage::server
