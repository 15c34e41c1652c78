/// Orders in a SOAP envelope: many names, attributes, namespaces, references, text of all lengths. The same for the same size, always.
struct Documents {
    private var state: UInt64 = 42

    static func orders(octets: Int) -> [UInt8] {
        var documents = Documents()
        return documents.make(octets)
    }

    private mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    private mutating func one(of values: [String]) -> String { values[next(values.count)] }

    private mutating func make(_ octets: Int) -> [UInt8] {
        var text =
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header>"
            + "<a:Action s:mustUnderstand=\"1\">urn:example:orders/IOrders/GetOrdersResponse</a:Action>"
            + "<a:MessageID>urn:uuid:2f1c5a60-1111-4222-8333-abcdefabcdef</a:MessageID>"
            + "<a:To s:mustUnderstand=\"1\">http://www.w3.org/2005/08/addressing/anonymous</a:To></s:Header>"
            + "<s:Body xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><GetOrdersResponse xmlns=\"urn:example:orders\"><Orders>"
        let end = "</Orders></GetOrdersResponse></s:Body></s:Envelope>"
        var number = 0
        repeat {
            number += 1
            text += order(number)
        } while text.utf8.count + end.utf8.count < octets
        return Array((text + end).utf8)
    }

    private mutating func order(_ number: Int) -> String {
        var text = "<Order id=\"\(100_000 + number)\" status=\"\(one(of: ["open", "shipped", "closed"]))\" i:type=\"PurchaseOrder\">"
        text += "<Customer>\(one(of: ["Müller &amp; Söhne GmbH", "Contoso Ltd", "Fabrikam, Inc.", "Northwind Traders"]))</Customer>"
        text +=
            "<Email>buyer\(next(9999))@example.com</Email><Created>2026-0\(1 + next(9))-1\(next(10))T08:\(10 + next(50)):00Z</Created><Lines>"
        for line in 1...(1 + next(4)) {
            text += "<Line number=\"\(line)\"><Sku>SKU-\(10_000 + next(90_000))</Sku><Quantity>\(1 + next(500))</Quantity>"
            text += "<Price>\(next(1000)).\(10 + next(90))</Price><Discounted>\(next(2) == 0)</Discounted></Line>"
        }
        let note = one(of: [
            "deliver before &lt;noon&gt; &amp; call", "Please deliver to the rear entrance of the warehouse between eight and ten.",
            "Please deliver to the front entrance of the warehouse, and ask for the key.", "None.",
        ])
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let token = String((0..<64).map { _ in letters[next(64)] })
        return text + "</Lines><Note>\(note)</Note><Token>\(token)</Token></Order>"
    }
}
