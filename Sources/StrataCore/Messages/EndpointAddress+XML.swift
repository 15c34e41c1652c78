public import StrataInfoset

extension EndpointAddress {
    /// Reads the content of an endpoint reference; the element's own name does not matter.
    ///
    /// Throws `.missingAddress` when there is no `Address`, `.malformed` when there are two, it has elements in it, or the identity
    /// cannot be read.
    public init(_ element: InfosetCursor, version: AddressingVersion) throws(EndpointAddressError) {
        let names = version.names
        var address: String?
        var identity: EndpointIdentity?
        var parameters: [InfosetCursor] = []
        var properties: [InfosetCursor] = []
        var extensions: [InfosetCursor] = []
        var next = element.firstChild
        while let child = next {
            next = child.next
            switch child.name {
            case names.address:
                guard address == nil else { throw EndpointAddressError(.malformed, "\(element.qualifiedName) has two addresses") }
                do {
                    address = try child.string().trimmingXMLWhitespace()
                } catch {
                    throw EndpointAddressError(.malformed, "the address in \(element.qualifiedName) is not a text: \(error.reason)")
                }
            case names.referenceParameters: parameters += child.children
            case names.referenceProperties where version == .august2004: properties += child.children
            case EndpointIdentity.name:
                if identity == nil, let known = try EndpointIdentity(child) { identity = known } else { extensions.append(child) }
            default: extensions.append(child)
            }
        }
        guard let address else { throw EndpointAddressError(.missingAddress, "\(element.qualifiedName) has no Address") }
        guard !address.isEmpty, !address.hasSpacesOrControls else {
            throw EndpointAddressError(.invalidAddress, "the address in \(element.qualifiedName) is no URI")
        }
        self.init(
            address, identity: identity, referenceParameters: parameters, referenceProperties: properties, extensions: extensions)
    }

    /// Writes an endpoint reference as an element of that name.
    public func write(to builder: inout InfosetBuilder, as name: ExpandedName, version: AddressingVersion) throws {
        builder.startElement(name, prefix: "a")
        try writeContents(to: &builder, version: version)
        builder.endElement()
    }

    func writeContents(to builder: inout InfosetBuilder, version: AddressingVersion) throws {
        let names = version.names
        builder.startElement(names.address, prefix: "a")
        // Each version has an anonymous address of its own.
        builder.text(isAnonymous ? version.anonymousAddress ?? uri : uri)
        builder.endElement()
        func write(_ elements: [InfosetCursor], as name: ExpandedName) {
            guard !elements.isEmpty else { return }
            builder.startElement(name, prefix: "a")
            builder.declareBindings(for: elements)
            for element in elements { builder.copy(element) }
            builder.endElement()
        }
        if version == .august2004 {
            write(referenceProperties, as: names.referenceProperties)
            write(referenceParameters, as: names.referenceParameters)
        } else {
            write(referenceHeaders, as: names.referenceParameters)
        }
        for element in extensions { builder.copy(element) }
        identity?.write(to: &builder)
    }
}

/// An endpoint reference that cannot be used.
public struct EndpointAddressError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Code: Sendable, Hashable {
        /// It has no `Address`.
        case missingAddress
        /// Its address is no URI.
        case invalidAddress
        /// It is not built like one.
        case malformed
    }

    /// What is wrong.
    public var code: Code
    /// The same in words, with the element at fault.
    public var reason: String

    /// An error from its parts.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
}
