using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Daemon.Playground;

namespace LocalCascade.Daemon.Tests.Playground;

public class RequestHeadTests
{
    [Fact]
    public async Task A_head_is_read_however_it_is_cut_into_pieces()
    {
        var bytes = Encoding.ASCII.GetBytes("GET /page.js?v=1 HTTP/1.1\r\nhost: 127.0.0.1:80\r\nConnection: keep-alive, Upgrade\r\n\r\n");
        for (var piece = 1; piece < bytes.Length; piece += 7)
        {
            var head = await RequestHead.ReadAsync(new Pieces(bytes, piece), CancellationToken.None);
            Assert.Equal(("GET", "/page.js", "127.0.0.1:80"), (head!.Method, head.Path, head["Host"]));
            Assert.True(head.Lists("connection", "upgrade"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET / HTTP/1.0")]
    [InlineData("GET http://127.0.0.1/ HTTP/1.1")]
    [InlineData("GET / HTTP/1.1\r\nno colon")]
    [InlineData("GET / HTTP/1.1\r\nHost : 127.0.0.1")]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n folded")]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example")]
    [InlineData("GET / HTTP/1.1\r\nOrigin: http://127.0.0.1\r\norigin: http://evil.example")]
    public void What_is_no_head_or_could_be_read_in_two_ways_is_none(string text) => Assert.Null(RequestHead.Parse(text));

    [Fact]
    public async Task One_without_an_end_is_given_up()
    {
        Assert.Null(await RequestHead.ReadAsync(new MemoryStream(new byte[100]), CancellationToken.None));
        Assert.Null(await RequestHead.ReadAsync(new MemoryStream(Enumerable.Repeat((byte)'a', 2 * RequestHead.MostBytes).ToArray()), CancellationToken.None));
    }

    [Fact]
    public void Nothing_that_is_sent_makes_it_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            RequestHead.Parse($"GET /{text} HTTP/1.1\r\n{text}: {text}\r\n{text}");
        }).QuickCheckThrowOnFailure();

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
