-- The echo request for wrk: wrk -s echo.lua URL -- SIZE, where SIZE is the length of the text that is echoed.
function init(args)
    local text = string.rep("x", tonumber(args[1]))
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
    wrk.headers["SOAPAction"] = '"urn:peers:calc/ICalc/Echo"'
    wrk.body = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Echo xmlns="urn:peers:calc"><text>'
        .. text .. "</text></Echo></s:Body></s:Envelope>"
end
