// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/model_state.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace redial {

/// States of one depth, first in, first out; what was taken out is freed block by block.
class StateQueue
{
public:
    void push(const ModelState& state);
    /// Precondition: not empty.
    ModelState pop();
    bool isEmpty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    std::size_t memoryBytes() const { return blocks_.size() * blockSize * sizeof(ModelState); }

private:
    static constexpr std::size_t blockSize = 1024;

    std::deque<std::unique_ptr<ModelState[]>> blocks_;
    std::size_t first_ = 0; ///< in the first block
    std::size_t size_ = 0;
};

} // namespace redial
