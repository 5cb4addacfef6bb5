#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

/// Finds values by their keys, which are looked up for every packet of a capture: open addressing with linear probing, so that
/// nearly every look-up reads one slot and the value itself, where a std::unordered_map follows two more pointers.
///
/// `Value` has a member `key`, whose hash() must be good in its low bits. Values are not owned.
template <typename Value>
class FlowIndex {
public:
    FlowIndex() : m_slots(kFirstSlots) {}

    /// The value with that key, or nullptr. `hash` is key.hash().
    template <typename Key>
    Value* find(const Key& key, std::uint64_t hash) const
    {
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t at = std::size_t(hash) & mask;; at = (at + 1) & mask) {
            const Slot& slot = m_slots[at];
            if (!slot.value)
                return nullptr;
            if (slot.hash == hash && slot.value->key == key)
                return slot.value;
        }
    }
    /// Adds a value whose key is not there yet.
    void insert(Value& value, std::uint64_t hash)
    {
        if (2 * (m_count + 1) > m_slots.size())
            grow();
        place({hash, &value});
        ++m_count;
    }

    /// Removes a value that is there; those behind it close the gap, so that look-ups need no tombstones.
    void erase(const Value& value, std::uint64_t hash)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t gap = std::size_t(hash) & mask;
        while (m_slots[gap].value != &value)
            gap = (gap + 1) & mask;
        for (std::size_t at = (gap + 1) & mask; m_slots[at].value; at = (at + 1) & mask) {
            const std::size_t home = std::size_t(m_slots[at].hash) & mask;
            const bool mayMove = ((at - home) & mask) >= ((at - gap) & mask); // the gap lies on its way from home
            if (!mayMove)
                continue;
            m_slots[gap] = m_slots[at];
            gap = at;
        }
        m_slots[gap] = {};
        --m_count;
    }

private:
    static constexpr std::size_t kFirstSlots = 1024; // a power of two, as all later sizes
    struct Slot {
        std::uint64_t hash = 0;
        Value* value = nullptr;
    };

    void place(const Slot& added)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = std::size_t(added.hash) & mask;
        while (m_slots[at].value)
            at = (at + 1) & mask;
        m_slots[at] = added;
    }
    void grow()
    {
        std::vector<Slot> old(2 * m_slots.size());
        old.swap(m_slots);
        for (const Slot& slot : old) {
            if (slot.value)
                place(slot);
        }
    }

    std::vector<Slot> m_slots;
    std::size_t m_count = 0;
};
