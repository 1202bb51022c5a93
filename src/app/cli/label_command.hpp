// text label: a person labels the texts of a file in the terminal.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Reads answers from standard input, a line each, and keeps them in arguments.out (row,text,label)
/// after every ten; labels already there are taken over.
base::Result<int> label_texts_of(const TextArguments& arguments, const Place& place);

}  // namespace aftercare::app
