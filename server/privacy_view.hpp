// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/organiser_pages.hpp"
#include "server/duty.hpp"

/// Privacy information (GDPR 13) made from what is stored and from the periods that the program
/// itself goes by, so that it is not out of date. It claims no erasure that nothing carries out.
namespace zusage::server {

struct privacy_facts {
  const request& of;
  const events::organiser_pages& whose;
  std::vector<consent::offer> offers;    ///< the consents that are asked for
  const events::event* event = nullptr;  ///< null: of the organiser as a whole
  bool shared_limits = false;            ///< several processes count forms in the database

  const web::locale& in() const { return *of.language; }
};

/// All sections of the page.
nlohmann::json privacy_sections(const privacy_facts& facts);

// privacy_data.cpp: what is asked, how long it stays, who gets it
void add_asked(nlohmann::json& sections, const privacy_facts& facts);
void add_consents(nlohmann::json& sections, const privacy_facts& facts);
void add_periods(nlohmann::json& sections, const privacy_facts& facts);
void add_recipients(nlohmann::json& sections, const privacy_facts& facts);

/// Who is responsible, as the organiser's pages say it: name, address, telephone, e-mail.
nlohmann::json controller_of(const events::organiser_pages& whose, const std::string& language);

}  // namespace zusage::server
