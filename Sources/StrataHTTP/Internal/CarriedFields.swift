internal import StrataCore
internal import StrataFraming

/// What elements above send and read as fields.
enum CarriedFields {
    /// Copies what was asked for.
    static func take(_ names: [String], from fields: HTTPFields, into message: inout Message) {
        var found = TransportFields()
        for name in names {
            for value in fields.values(name) { found.add(name, value) }
        }
        if !found.isEmpty { message.properties.incomingFields = found }
    }

    /// Puts the elements' fields in the place of others of their names. Those that are the transport's own are refused.
    static func put(_ message: Message, into fields: inout HTTPFields, reserved: [String]) throws {
        guard let carried = message.properties[OutgoingTransportFields.self] else { return }
        for line in carried.lines { fields.remove(line.name) }
        for line in carried.lines {
            if let name = reserved.first(where: { $0.lowercased() == line.name.lowercased() }) {
                throw CommunicationError(
                    .invalidOperation, "the field '\(name)' is the transport's own: no element sends it", retry: .safe)
            }
            do throws(HTTP1.MessageError) { try fields.append(line.name, line.value) } catch { throw HTTPErrors.unwritable(line.name) }
        }
    }
}
