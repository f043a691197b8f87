// SPDX-License-Identifier: MIT
#include "core/explore/state_queue.h"

namespace redial {

void StateQueue::push(const ModelState& state)
{
    const std::size_t place = first_ + size_;
    if (place == blocks_.size() * blockSize)
        blocks_.push_back(std::make_unique<ModelState[]>(blockSize));
    blocks_[place / blockSize][place % blockSize] = state;
    ++size_;
}

ModelState StateQueue::pop()
{
    const ModelState state = blocks_.front()[first_];
    --size_;
    if (++first_ == blockSize) {
        blocks_.pop_front();
        first_ = 0;
    }
    return state;
}

} // namespace redial
