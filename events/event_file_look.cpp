// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <cmath>

#include "base/crypto.hpp"
#include "events/event_file_parts.hpp"
#include "web/organiser_colours.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

// Cut off, not rounded: 4.496 is not enough and must not read as 4.5.
std::string in_hundredths(double ratio) {
  constexpr int hundred = 100;
  const auto all = static_cast<long>(std::floor(ratio * hundred));
  const auto rest = std::to_string(all % hundred);
  return std::to_string(all / hundred) + "." + (rest.size() < 2 ? "0" + rest : rest);
}

std::optional<web::rgb> parse_colour(object_reader& in, const char* name, web::scheme on) {
  const auto typed = in.text(name, presence::optional, {file_limits::key});
  if (typed.empty()) return {};
  const auto colour = web::parse_colour(typed);
  if (!colour) {
    in.wrong().add(in.at(name), "wrong_colour");
    return {};
  }
  if (const auto weak = web::find_weakness(*colour, on)) {
    in.wrong().add(in.at(name), "weak_colour",
                   {{"value", web::to_text(*colour)},
                    {"ratio", in_hundredths(weak->contrast)},
                    {"background", web::to_text(weak->background)},
                    {"least", in_hundredths(web::text_contrast)},
                    {"nearest", web::to_text(weak->nearest)}});
  }
  return colour;
}

std::string parse_logo_file(object_reader& in, const char* name, presence needed) {
  auto file = in.text(name, needed, {file_limits::name});
  if (!file.empty() && !is_file_name(file)) in.wrong().add(in.at(name), "wrong_file_name");
  return file;
}

void parse_logo(object_reader& from, look& into) {
  const auto* given = from.find("logo", presence::optional);
  if (!given) return;
  object_reader in(*given, from.at("logo"), from.wrong());
  into.light.file = parse_logo_file(in, "file", presence::required);
  into.dark.file = parse_logo_file(in, "dark_file", presence::optional);
  into.alt = in.texts("alt", presence::required, {file_limits::title});
}

// The content of the logo's file, checked.
faults read_logo(logo& into, const std::string& place, const document_source& from) {
  const json names = {{"name", into.file}, {"most", logo_bytes}};
  const auto content = from(into.file, logo_bytes);
  if (!content) return {{place, "no_such_document", names}};
  if (content->empty()) return {{place, "empty_document", names}};
  if (content->size() > logo_bytes) return {{place, "document_too_large", names}};
  auto kind = recognise_image(*content);
  if (!kind) {
    auto wrong = kind.error();
    for (auto& one : wrong) {
      one.field = place;
      one.arguments["name"] = into.file;
    }
    return wrong;
  }
  into.media_type = kind->media_type;
  into.size = kind->size;
  into.hash = sha256_hex(*content);
  into.content = content;
  return {};
}

}  // namespace

std::shared_ptr<look> parse_look(object_reader& from) {
  const auto* given = from.find("look", presence::optional);
  if (!given) return nullptr;
  object_reader in(*given, from.at("look"), from.wrong());
  auto parsed = std::make_shared<look>();
  parsed->colour = parse_colour(in, "colour", web::scheme::light);
  parsed->colour_dark = parse_colour(in, "colour_dark", web::scheme::dark);
  parse_logo(in, *parsed);
  const bool coloured = in.find("colour", presence::optional) != nullptr;
  if (!coloured && in.find("colour_dark", presence::optional)) {
    from.wrong().add(in.at("colour"), "missing");
  } else if (!coloured && !in.find("logo", presence::optional)) {
    from.wrong().add(from.at("look"), "empty_look");
  }
  if (parsed->colour && !parsed->colour_dark) {
    parsed->colour_dark = web::for_dark_pages(*parsed->colour);
  }
  return parsed;
}

faults read_logos(event_file& file, const document_source& from) {
  faults wrong;
  for (std::size_t i = 0; i < file.organisers.size(); ++i) {
    auto& entry = file.organisers[i];
    if (!entry.look) continue;
    const auto place = "organisers[" + std::to_string(i) + "].look.logo.";
    auto hashes = nlohmann::json::array();
    for (const auto& [into, name] :
         {std::pair(&entry.look->light, "file"), std::pair(&entry.look->dark, "dark_file")}) {
      if (into->file.empty()) continue;
      for (auto& one : read_logo(*into, place + name, from)) wrong.push_back(std::move(one));
      hashes.push_back(into->hash);
    }
    // Another content of the same file is another entry; it stays JSON, since it is read again.
    auto definition = nlohmann::json::parse(entry.definition, nullptr, false);
    if (!definition.is_object() || hashes.empty()) continue;
    definition["logo_sha256"] = std::move(hashes);
    entry.definition = canonical(definition);
  }
  return wrong;
}

}  // namespace zusage::events
