// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>
#include <stdexcept>

#include "base/embedded.hpp"
#include "web/render.hpp"

namespace zusage::web {
namespace {

std::string_view content_type(std::string_view path) {
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  if (path.ends_with(".png")) return "image/png";
  if (path.ends_with(".ico")) return "image/x-icon";
  return {};
}

struct known_assets {
  std::map<std::string, asset, std::less<>> by_url;
  std::map<std::string, std::string, std::less<>> url_of;
};

known_assets read_assets() {
  known_assets result;
  for (const auto& file : embedded::web_files()) {
    const bool in_assets = file.path.starts_with("assets/");
    const auto type = content_type(file.path);
    if ((!in_assets && !file.path.starts_with("styles/")) || type.empty()) continue;
    const auto dot = file.path.rfind('.');
    const auto begin = in_assets ? std::string_view("assets/").size() : 0;
    std::string url = "/assets/";
    url.append(file.path.substr(begin, dot - begin)).append(1, '.').append(file.hash);
    url.append(file.path.substr(dot));
    result.by_url.emplace(url, asset{file.content, file.gzip, type});
    result.url_of.emplace(file.path, url);
  }
  return result;
}

const known_assets& all_assets() {
  static const auto all = read_assets();
  return all;
}

}  // namespace

std::string asset_url(std::string_view path) {
  const auto found = all_assets().url_of.find(path);
  if (found == all_assets().url_of.end()) {
    throw std::out_of_range("there is no asset '" + std::string(path) + "'");
  }
  return found->second;
}

const asset* find_asset(std::string_view url_path) {
  const auto found = all_assets().by_url.find(url_path);
  return found == all_assets().by_url.end() ? nullptr : &found->second;
}

}  // namespace zusage::web
