using System.Text.Json;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Tests.Lsp;

public class LspJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("""{"textDocument":null,"position":{"line":0,"character":0}}""")]
    [InlineData("""{"textDocument":{},"position":{"line":0,"character":0}}""")]
    [InlineData("""{"textDocument":{"uri":"a"},"position":{"line":0}}""")]
    [InlineData("""{"textDocument":{"uri":"a"},"position":{"line":"0","character":0}}""")]
    public void Parameters_that_lack_something_are_the_clients_error(string parameters) =>
        Assert.Equal(RpcErrorCodes.InvalidParams, Assert.Throws<RpcException>(() => Read(parameters)).Code);

    [Theory]
    [InlineData("5", 5)]
    [InlineData("5.0", 5)]
    [InlineData("-1", 0)]
    [InlineData("4294967295", int.MaxValue)]
    [InlineData("1e308", int.MaxValue)]
    public void Numbers_are_read_as_clients_write_them(string number, int expected) =>
        Assert.Equal(new LspPosition(expected, 0), Read("""{"textDocument":{"uri":"a"},"position":{"line":NUMBER,"character":0}}""".Replace("NUMBER", number, StringComparison.Ordinal)).Position);

    [Fact]
    public void What_may_be_missing_may_be_missing()
    {
        var read = Read("""{"textDocument":{"uri":"a"},"position":{"line":0,"character":0},"context":{},"formattingOptions":{},"more":1}""");
        Assert.Null(read.TextDocument.Version);
        Assert.Null(read.Context!.SelectedCompletionInfo);
    }

    private static InlineCompletionParams Read(string parameters) => LspJson.Read(JsonDocument.Parse(parameters).RootElement, LspJsonContext.Default.InlineCompletionParams);
}
