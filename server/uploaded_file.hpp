// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/admin_view.hpp"

/// Files that staff upload: looked at in a preview first, which carries them on.
namespace zusage::server {

/// The file as it was chosen, or as the preview carries it; "" when there is none, which the
/// readers of files refuse (`file_empty`).
std::string uploaded_file(const request& of);

/// As web/templates/_field_file.html shows it. `name` of `what` is the id, by which faults are
/// found and the summary links; what is wrong is said in the words of the summary.
nlohmann::json file_input(const admin_field& what, const faults& wrong, const web::locale& in);

}  // namespace zusage::server
