#pragma once
#include "model/base/time.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// Writes JSON without white space into memory, putting the commas itself.
///
/// A capture with many connections is mostly written here, so it knows what a general library cannot: keys and names are the
/// program's own words, plain ASCII, and need no escaping.
class JsonWriter {
public:
    void beginObject() { begin('{'); }
    void endObject() { end('}'); }
    void beginArray() { begin('['); }
    void endArray() { end(']'); }
    /// `name` is plain ASCII without quotes or backslashes.
    void key(std::string_view name)
    {
        writeQuoted(name);
        m_text[m_size++] = ':';
        m_needsComma = false;
    }
    /// A string that is plain ASCII without quotes or backslashes.
    void name(std::string_view value)
    {
        writeQuoted(value);
        m_needsComma = true;
    }
    /// A string of any UTF-8.
    void text(std::string_view value);
    void number(std::uint64_t value);
    void boolean(bool value) { word(value ? "true" : "false"); }
    void null() { word("null"); }
    /// Seconds with nine digits, as a string: a double would lose the nanoseconds.
    void seconds(Duration value);
    /// What has been opened is closed.
    void endLine()
    {
        *room(1) = '\n';
        ++m_size;
        m_needsComma = false;
    }

    /// All lines since clear().
    std::string_view written() const { return {m_text.data(), m_size}; }
    void clear() { m_size = 0; }

private:
    /// Where the next `octets` may be written, and one more.
    char* room(std::size_t octets)
    {
        if (m_text.size() - m_size <= octets)
            m_text.resize(2 * m_text.size() + octets + 1);
        return m_text.data() + m_size;
    }
    void begin(char bracket)
    {
        char* at = room(2);
        if (m_needsComma)
            *at++ = ',';
        *at++ = bracket;
        finish(at, false);
    }
    void end(char bracket)
    {
        char* at = room(1);
        *at++ = bracket;
        finish(at, true);
    }
    void writeQuoted(std::string_view text)
    {
        char* at = room(text.size() + 3);
        if (m_needsComma)
            *at++ = ',';
        *at++ = '"';
        std::memcpy(at, text.data(), text.size());
        at += text.size();
        *at++ = '"';
        m_size = std::size_t(at - m_text.data());
    }
    void word(std::string_view text)
    {
        char* at = room(text.size() + 1);
        if (m_needsComma)
            *at++ = ',';
        std::memcpy(at, text.data(), text.size());
        finish(at + text.size(), true);
    }
    void finish(const char* at, bool needsComma)
    {
        m_size = std::size_t(at - m_text.data());
        m_needsComma = needsComma;
    }

    std::string m_text; ///< The first m_size octets are written.
    std::size_t m_size = 0;
    bool m_needsComma = false;
};
