// text label: a person labels texts in the terminal, of a file or of the workspace's cases.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Reads answers from place.in, a line each, and keeps every one in arguments.out (row,text,label)
/// at once; labels already there are taken over.
base::Result<int> label_texts_of(const TextArguments& arguments, const Place& place);

}  // namespace aftercare::app
