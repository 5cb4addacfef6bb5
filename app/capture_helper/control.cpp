#include "app/capture_helper/control.h"

Requests ControlReader::take(std::span<const char> octets)
{
    Requests requests;
    for (const char c : octets) {
        if (c != '\n') {
            m_isTooLong = m_isTooLong || m_line.size() == kMostOctets;
            if (!m_isTooLong)
                m_line += c;
            continue;
        }
        if (m_isTooLong)
            requests.unknown = true;
        else if (m_line == "stop")
            requests.stop = true;
        else if (m_line == "statistics")
            requests.statistics = true;
        else
            requests.unknown = true;
        m_line.clear();
        m_isTooLong = false;
    }
    return requests;
}
