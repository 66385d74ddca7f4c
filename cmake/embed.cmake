# SPDX-FileCopyrightText: The Zusage authors
# SPDX-License-Identifier: EUPL-1.2

# zusage_embed(TARGET NAME DIRECTORY): puts the files below DIRECTORY into TARGET as read-only data,
# found at run time through `zusage::embedded::NAME()` (base/embedded.hpp). Sass sources are
# compiled to CSS; whatever a browser fetches gets a gzip variant and a hash of its content.
find_program(NODE NAMES node nodejs REQUIRED)

function(zusage_embed target name directory)
  set(out ${PROJECT_BINARY_DIR}/generated/${name})
  file(GLOB_RECURSE files CONFIGURE_DEPENDS
       ${directory}/*.sql ${directory}/*.html ${directory}/*.txt ${directory}/*.json
       ${directory}/*.scss ${directory}/*.js ${directory}/*.svg ${directory}/*.png ${directory}/*.ico
       ${directory}/*.pdf ${directory}/*.csv)
  add_custom_command(
    OUTPUT ${out}.cpp ${out}.S
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
    COMMAND ${NODE} ${PROJECT_SOURCE_DIR}/tools/embed.mjs ${name} ${directory} ${out}
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/tools/embed.mjs ${PROJECT_SOURCE_DIR}/package-lock.json
    COMMENT "Embedding ${name}"
    VERBATIM)
  target_sources(${target} PRIVATE ${out}.cpp ${out}.S)
  set_source_files_properties(${out}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_LINTING ON)
endfunction()
