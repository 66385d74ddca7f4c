// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

/// Files that were put into the program when it was built (cmake/embed.cmake).
namespace zusage::embedded {

struct file {
  std::string_view path;     ///< relative to the folder that was embedded, with '/'
  std::string_view content;  ///< as it is (a .scss compiled to .css)
  std::string_view gzip;     ///< the same, compressed; only for what a browser fetches
  std::string_view hash;     ///< first 16 hex digits of the content's SHA-256
};

std::span<const file> schema_files();  ///< schema/migrations; linked with schema
std::span<const file> web_files();     ///< web/**; linked with web
std::span<const file> demo_files();    ///< demo/*.json, *.csv, *.pdf; linked with server

}  // namespace zusage::embedded
