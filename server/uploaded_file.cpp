// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/uploaded_file.hpp"

#include "base/text.hpp"

namespace zusage::server {

std::string uploaded_file(const request& of) {
  if (const auto& chosen = of.form.get("file"); !chosen.empty()) return chosen;
  return from_base64url(of.form.get("kept")).value_or("");
}

nlohmann::json file_input(const admin_field& what, const faults& wrong, const web::locale& in) {
  auto made = text_input(what, "", wrong, in);
  made["name"] = "file";
  made["accept"] = ".csv,text/csv";
  return made;
}

}  // namespace zusage::server
