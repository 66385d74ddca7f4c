// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "events/mails.hpp"

/// Members that the data of many mails have in common (docs/mail-templates.md).
namespace zusage::events {

/// `organiser` and its flat names; `also_by` are named with it.
nlohmann::json organiser_members(const organiser& by, const std::string& language,
                                 const mail_texts& texts,
                                 const std::vector<organiser>& also_by = {});

/// `person` and `person_name`; empty names for a mail that must not say one.
void add_person(nlohmann::json& data, const std::string& given_name, const std::string& family_name,
                const mail_texts& texts);

}  // namespace zusage::events
