// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/consent_words.hpp"

#include "server/framed.hpp"
#include "web/language_name.hpp"

namespace zusage::server {

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& one : names) all += (all.empty() ? "" : ", ") + one;
  return all;
}

std::string language_to_mark(const std::string& language, const web::locale& in) {
  return language == in.language() ? "" : language;
}

std::string words_of(const web::locale& in, const std::string& section, const std::string& key) {
  const auto name = section + key;
  return in.has(name) ? in.text(name) : key;
}

std::string words_of_state(const web::locale& in, const std::string& state,
                           const std::string& method) {
  auto words = words_of(in, "consent.state.", state);
  const auto how = "consent.withdrawn_by." + method;
  if (state != "withdrawn" || !in.has(how)) return words;
  return in.text("consent.state_how", {{"state", words}, {"how", in.text(how)}});
}

std::string words_of_standing(const schema::reader& db, const consent::standing& one,
                              const web::locale& in) {
  const auto method =
      db.value<std::string>("SELECT method FROM consent_record WHERE id = :1", one.record_id);
  return words_of_state(in, std::string(to_text(one.now)), method.value_or(""));
}

std::string valid_words(std::int64_t months, const web::locale& in) {
  return months > 0 ? in.text("consent.valid_for", {{"months", months}}) : "";
}

void describe_offer(nlohmann::json& box, const consent::offer& offer, const web::locale& in) {
  box["box"] = framed(in, in.text("register.consent_box", {{"title", offer.title}}), offer.title,
                      offer.language);
  box["channel"] = in.text("channel." + offer.channel);
  box["notice"] = offer.text;
  box["notice_name"] = "notice." + offer.key;
  box["notice_id"] = offer.notice_id;
  box["content_language"] = language_to_mark(offer.language, in);
  box["only_in"] = offer.language == in.language()
                       ? ""
                       : in.text("register.notice_only_in",
                                 {{"language", web::language_name(in, offer.language)}});
  const auto names = joined(offer.recipients);
  box["valid"] = valid_words(offer.valid_months, in);
  box["recipients_text"] = names.empty() ? "" : in.text("register.recipients", {{"names", names}});
}

}  // namespace zusage::server
