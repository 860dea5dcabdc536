using Kif.Tests;

namespace Kif.Models.Tests.Hub;

/// <summary>Downloads from a small hub in this process: the main cases without Python, and answers of a hub that means harm.</summary>
public sealed class HubDownloadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HubServer server = new("org/tiny", Path.Combine(Fixtures.Own, "hub", "repos", "models", "org", "tiny-model", "a"));
    private readonly List<string> told = [];

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_model_is_fetched_once_by_both_forms_of_redirects()
    {
        HubSnapshot snapshot = await DownloadAsync();
        snapshot.Should().Be(new HubSnapshot("org/tiny", "main", server.Commit, Path.Combine(Root, "snapshots", server.Commit)));
        foreach (string file in new[] { "config.json", "model.safetensors", "tokenizer.json" })
            File.ReadAllBytes(Path.Combine(snapshot.Folder, file)).Should().Equal(File.ReadAllBytes(
                Path.Combine(Fixtures.Own, "hub", "repos", "models", "org", "tiny-model", "a", file)));
        File.Exists(Path.Combine(snapshot.Folder, "README.md")).Should().BeFalse("Kif does not read it");
        File.ReadAllText(Path.Combine(Root, "refs", "main")).Should().Be(server.Commit);
        server.Requests.Where(r => r.Contains("/content/")).Should().HaveCount(5);
        HubSnapshot.Find("org/tiny", HubContent.Model, Environment()).Should().Be(snapshot);
        server.Requests.Clear();
        await DownloadAsync();
        server.Requests.Should().ContainSingle().Which.Should().Contain("/revision/main");
    }

    [Fact]
    public async Task Packed_bytes_that_nobody_asked_for_are_unpacked()
    {
        server.Packs = true;
        HubSnapshot snapshot = await DownloadAsync();
        File.ReadAllText(Path.Combine(snapshot.Folder, "config.json")).Should().StartWith("{");
    }

    [Fact]
    public async Task A_token_goes_to_the_hub_alone()
    {
        await DownloadAsync(("HF_TOKEN", "hf_secret"));
        server.Requests.Where(r => r.Contains(server.Endpoint)).Should().OnlyContain(r => r.EndsWith("Authorization: Bearer hf_secret"));
        server.Requests.Where(r => !r.Contains(server.Endpoint)).Should().ContainSingle().Which.Should().NotContain("secret");
    }

    [Fact]
    public async Task A_file_that_is_cut_goes_on_where_it_ended()
    {
        server.Cuts = 2;
        await DownloadAsync();
        server.Requests.Where(r => r.Contains("model.safetensors") && r.Contains("Range")).Should().HaveCount(4, "of each of the two there is a redirect");
        told.Should().Contain(t => t.StartsWith("waits 1 s: ") && t.Contains("can't be reached"));
    }

    [Fact]
    public async Task Waits_that_a_hub_asks_for_are_kept_up_to_five_minutes()
    {
        server.Answers.Enqueue("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await DownloadAsync();
        told.Should().Contain(t => t.StartsWith("waits 8 s: "));
        server.Answers.Enqueue("HTTP/1.1 429 Slow\r\nRetry-After: 86400\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        File.Delete(Path.Combine(Root, "refs", "main"));
        await FailsAsync<HttpRequestException>("*too many requests*Try again later*");
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", "*leads to file:///etc/passwd, which is no safe address*")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "*the commit is ''; 40 hexadecimal digits are expected*")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"sha\":\"../..\"}", "*the commit is '../..'; 40*")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html", "*the answer is no JSON*")]
    [InlineData("HTTP/1.1 401 No\r\nX-Error-Code: GatedRepo\r\nX-Error-Message: \u001b[31mred\r\nContent-Length: 0\r\n\r\n", "*is gated*The hub says: \\u001b?31mred")]
    public async Task An_answer_that_means_harm_is_refused_and_shown_in_plain_signs(string answer, string error)
    {
        server.Answers.Enqueue(answer);
        await FailsAsync<Exception>(error);
        Directory.Exists(Path.Combine(Root, "snapshots")).Should().BeFalse();
    }

    [Fact]
    public async Task Redirects_without_end_are_refused()
    {
        for (int i = 0; i < 12; i++) server.Answers.Enqueue("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await FailsAsync<InvalidDataException>("*more than 10 redirects*");
    }

    [Fact]
    public async Task A_listing_can_not_lead_out_of_the_folder_and_fetches_nothing_that_has_no_hash()
    {
        foreach (string path in new[] { "../evil.json", "/etc/evil.json", "a/../../evil.json", "c:\\..\\..\\evil.json" })
            server.Rows.Add(new { type = "file", path, size = 5, oid = new string('a', 40) });
        await DownloadAsync();
        server.Requests.Should().NotContain(r => r.Contains("evil"));
        server.Rows.Add(new { type = "file", path = "vocab.json", size = 5, oid = "../../evil" });
        server.Commit = new('d', 40);
        await FailsAsync<HttpRequestException>("*lists a file*|*is not there (404)*|*has no model*");
        server.Rows[^1] = new { type = "file", path = "vocab.json", size = -5, oid = new string('a', 40) };
        server.Commit = new('e', 40);
        await FailsAsync<InvalidDataException>("*'vocab.json' has -5 bytes; allowed: 0 to *");
        server.Rows[^1] = new { type = "file", path = "vocab.json", size = 1L << 42, oid = new string('a', 40) };
        server.Commit = new('f', 40);
        await FailsAsync<IOException>("*needs 4398.0 GB more*HF_HUB_CACHE*");
    }

    [Fact]
    public async Task A_hub_that_is_not_there_is_named()
    {
        server.Dispose();
        await FailsAsync<HttpRequestException>("*127.0.0.1*which the model 'org/tiny' needs, can't be reached: Connection refused*Check the network*");
        told.Count(t => t.StartsWith("waits ")).Should().Be(5);
    }

    [Fact]
    public async Task A_cache_that_can_not_be_written_is_an_error_of_the_disk()
    {
        File.WriteAllText(Path.Combine(folder.Path, "hub"), "a file");
        await FailsAsync<IOException>("*hub*");
    }

    private string Root => Path.Combine(folder.Path, "hub", "models--org--tiny");

    private HubEnvironment Environment(params (string, string)[] more) =>
        HubSettings.Of([("HF_HOME", folder.Path), ("HF_ENDPOINT", server.Endpoint), .. more]);

    private async Task<HubSnapshot> DownloadAsync(params (string, string)[] more)
    {
        using var download = new HubDownload(Environment(more), new Listener(told), (_, _) => Task.CompletedTask);
        return await download.RunAsync(new(HubKind.Model, "org/tiny"), HubContent.Model, default);
    }

    private async Task FailsAsync<T>(string error)
        where T : Exception
    {
        Exception? fault = await Record.ExceptionAsync(() => DownloadAsync());
        fault.Should().BeAssignableTo<T>();
        error.Split('|').Any(e => System.Text.RegularExpressions.Regex.IsMatch(fault!.Message, "^" + string.Join(".*", e.Split('*').Select(
            p => System.Text.RegularExpressions.Regex.Escape(p).Replace(@"\?", ".", StringComparison.Ordinal))) + "$")).Should().BeTrue($"'{fault!.Message}' is like '{error}'");
    }

    private sealed class Listener(List<string> told) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => told.Add(value.Text);
    }
}
