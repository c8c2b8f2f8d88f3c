using System.Text;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Tests.Rpc;

public class MessageHeadTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"shutdown"}""", "7", "shutdown")]
    [InlineData("""{"params":{"id":1,"method":"inner"},"method":"outer","id":"a\"b"}""", "\"a\\\"b\"", "outer")]
    [InlineData("""{"jsonrpc":"2.0","id":1.0,"result":{"id":5,"method":"x"}}""", "1.0", null)]
    [InlineData("""{"method":"initialized","params":[{"method":"x"},2]}""", null, "initialized")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700}}""", null, null)]
    [InlineData("""{"id":1,"method":"cut""", null, null)]
    [InlineData("[]", null, null)]
    [InlineData("", null, null)]
    public void Only_the_outermost_members_count(string body, string? id, string? method) =>
        Assert.Equal(new MessageHead(id, method), MessageHead.Read(Encoding.UTF8.GetBytes(body)));
}
