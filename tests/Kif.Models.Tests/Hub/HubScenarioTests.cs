using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Tests;

namespace Kif.Models.Tests.Hub;

/// <summary>Downloads from the stand-in hub in each of its scenarios: the right files, or an error that names what is wrong and helps.</summary>
public sealed class HubScenarioTests(PythonHub hub) : IClassFixture<PythonHub>, IDisposable
{
    private const string Commit = "a747040ec3ad687f52108237efb6a330305d3bd0", Earlier = "5dcf6f6d8f361a0aefd3a8b449fef3f98e331069";

    private static readonly HubContent Weights = HubContent.Of("model.safetensors"), Big = HubContent.Of("*.bin");

    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];
    private readonly List<double> waits = [];

    /// <summary>The scenarios with the error that is expected; null for a whole snapshot.</summary>
    public static TheoryData<string, string?> Scenarios { get; } = new()
    {
        { "ok", null }, { "resolve-cache", null }, { "no-cdn", null }, { "paged", null }, { "gzip", null }, { "cut", null }, { "reset", null },
        { "cut-500", null }, { "no-range,cut", null }, { "bad-range,cut", null }, { "slow", null }, { "429", null }, { "429-date", null }, { "429-rate", null },
        { "500", null }, { "503", null }, { "weak-etag", null }, { "unquoted-etag", null }, { "no-etag", null }, { "no-commit", null }, { "no-size", null },
        { "no-linked-etag", null }, { "xet", null }, { "xet-broken", null }, { "xet-no-token", null }, { "xet-corrupt", null }, { "xet-only-header", null },
        { "other-host", "*/resolve/*is forbidden without a token (403)*" },
        { "cut-always", "*sends 114 of 228 bytes and no more*they are kept*|*can't be reached: *ended prematurely*kept*" },
        { "corrupt", "'model.safetensors'*is not what it lists: SHA-256 should be 397b0db8*" },
        { "corrupt-small", "'generation_config.json'*is not what it lists: git's SHA-1 should be *" },
        { "short", "*sends 215 of 216 bytes*|*has no bytes from 215 on, of 216*" }, { "long", "*sends more than the 216 bytes*" },
        { "401", "*has no model 'org/tiny-model', or a private one that it does not show without a token (401)*HF_TOKEN*" },
        { "401-bare", "*wants a token for the model 'org/tiny-model' (401). Set HF_TOKEN.*" },
        { "403", "*is forbidden without a token (403)*The hub says: Forbidden: pass a correct*" },
        { "403-bare", "*is forbidden without a token (403)*" },
        { "404", "*has no model 'org/tiny-model', or a private one*(404)*" }, { "404-bare", "*is not there (404)*HF_ENDPOINT*" },
        { "429-always", "*has too many requests from here (429)*Try again later*" },
        { "500-always", "*answers 500*Try again later*" }, { "503-always", "*answers 503*Try again later*" },
        // Of these, tests of their own tell more.
        { "moved-abs", null }, { "gated-list", null }, { "stall", null },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_ends_in_the_right_files_or_an_error_that_helps(string scenario, string? error)
    {
        await hub.BeginAsync(scenario);
        if (error is null)
        {
            // What comes byte by byte takes a second each time.
            HubContent content = scenario == "stall" ? Weights : HubContent.Model;
            HubSnapshot snapshot = await DownloadAsync("org/tiny-model", content, timeout: scenario == "stall" ? "1" : "10");
            (snapshot.Revision, snapshot.Commit).Should().Be(("main", Commit));
            Files(snapshot).Should().Equal(scenario == "stall" ? ["model.safetensors"]
                : ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]);
            IsRight(snapshot);
            File.ReadAllText(Path.Combine(Repository(), "refs", "main")).Should().Be(Commit);
            return;
        }
        Exception? fault = await Record.ExceptionAsync(() => DownloadAsync("org/tiny-model", HubContent.Model));
        error.Split('|').Any(e => IsLike(fault!.Message, e)).Should().BeTrue($"'{fault?.Message}' should be like '{error}'");
        File.Exists(Path.Combine(Repository(), "refs", "main")).Should().BeFalse("a reference moves when all is there");
        HubSnapshot.Find("org/tiny-model", HubContent.Model, Environment()).Should().BeNull();
    }

    [Fact]
    public void Every_scenario_of_the_server_is_tried()
    {
        string text = File.ReadAllText(Path.Combine(HubFixture.Root, "server.py"));
        string listed = text[text.IndexOf("Scenarios (", StringComparison.Ordinal)..text.IndexOf("Control (", StringComparison.Ordinal)];
        IEnumerable<string> names = Regex.Matches(listed, @"(?m)^  ([a-z0-9 -]+?(?: / [a-z]+)?)(?:  +\S| X-|$)").SelectMany(m => m.Groups[1].Value.Split(' ', '/'))
            .Concat(Regex.Matches(listed, @"\b([0-9a-z]+-(?:bare|always|date|rate))\b").Select(m => m.Value)).Where(n => n.Length > 0).Distinct();
        string[] tried = [.. Scenarios.SelectMany(s => s.Data.Item1.Split(','))];
        names.Except(tried).Should().BeEmpty();
        names.Should().HaveCountGreaterThanOrEqualTo(45);
    }

    [Fact]
    public async Task The_real_forms_of_answers_are_followed_and_the_token_stays_with_the_hub()
    {
        await hub.BeginAsync("resolve-cache");
        IsRight(await DownloadAsync("org/tiny-model", HubContent.Model, ("HF_TOKEN", "hf_good")));
        JsonElement[] log = await hub.LogAsync();
        log.Where(l => l.GetProperty("host").GetString() == "cdn").Should().NotBeEmpty().And.OnlyContain(l => !Sent(l, "authorization"));
        log.Where(l => l.GetProperty("host").GetString() == "hub").Should().OnlyContain(l => Sent(l, "authorization"));
        log.Should().Contain(l => l.GetProperty("path").GetString()!.StartsWith("/api/resolve-cache/"));
        log.Should().OnlyContain(l => l.GetProperty("headers").GetProperty("user-agent").GetString()!.StartsWith("kif/"));
    }

    [Fact]
    public async Task A_token_is_not_sent_to_another_host_and_a_hub_that_moves_there_fails()
    {
        await hub.BeginAsync("other-host");
        await FailsAsync("org/tiny-model", "*is forbidden*", ("HF_TOKEN", "hf_good"));
        (await hub.LogAsync()).Where(l => l.GetProperty("host").GetString() == "cdn").Should().NotBeEmpty().And.OnlyContain(l => !Sent(l, "authorization"));
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("moved-abs")]
    public async Task A_renamed_repository_is_stored_under_the_name_that_was_asked_for(string scenario)
    {
        await hub.BeginAsync(scenario);
        HubSnapshot snapshot = await DownloadAsync("org/old-name", HubContent.Model);
        IsRight(snapshot, "org/old-name");
        HubSnapshot.Find("org/old-name", HubContent.Model, Environment()).Should().Be(snapshot);
    }

    [Theory]
    [InlineData("org/gated-model", "ok", null, "The model 'org/gated-model' is gated*without a token (401)*/org/gated-model, then set HF_TOKEN*")]
    [InlineData("org/gated-model", "ok", "hf_other", "The model 'org/gated-model' is gated*with the token of HF_TOKEN (403)*The hub says: Access to model*")]
    [InlineData("org/gated-model", "gated-list", null, "The model 'org/gated-model' is gated*")]
    [InlineData("org/private-model", "ok", null, "*has no model 'org/private-model', or a private one that it does not show without a token*")]
    [InlineData("org/private-model", "ok", "hf_other", "*has no model 'org/private-model', or a private one that it does not show with the token of HF_TOKEN (404)*")]
    [InlineData("org/missing", "ok", null, "*has no model 'org/missing'*Check the name*")]
    [InlineData("org/tiny-model", "ok", "hf_wrong", "*does not accept the token of HF_TOKEN*(401)*")]
    [InlineData("org/tiny-model@no-such", "ok", null, "*has no revision 'no-such'*")]
    [InlineData("org/tiny-model@0000000000000000000000000000000000000000", "ok", null, "*has no revision '0000*")]
    [InlineData("org/config-only", "ok", null, "*'org/config-only'*has neither model.safetensors nor model.safetensors.index.json*")]
    public async Task What_can_not_be_had_is_named_with_the_way_out(string name, string scenario, string? token, string error)
    {
        await hub.BeginAsync(scenario);
        Exception fault = await FailsAsync(name, error, token is null ? [] : [("HF_TOKEN", token)]);
        fault.ToString().Should().NotContain("hf_");
        Directory.Exists(Path.Combine(folder.Path, "hub", new HubName(HubKind.Model, name.Split('@')[0]).Folder, "refs")).Should().BeFalse();
    }

    [Fact]
    public async Task A_gated_model_is_fetched_with_a_token_that_may()
    {
        await hub.BeginAsync("ok");
        IsRight(await DownloadAsync("org/gated-model", HubContent.Model, ("HF_TOKEN", "hf_good")), "org/gated-model");
    }

    [Fact]
    public async Task Only_the_shards_that_the_index_names_are_fetched_and_a_second_download_fetches_nothing()
    {
        await hub.BeginAsync("ok");
        HubSnapshot snapshot = await DownloadAsync("org/sharded-model", HubContent.Model);
        Files(snapshot).Should().Equal("config.json", "generation_config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
            "model.safetensors.index.json");
        IsRight(snapshot, "org/sharded-model");
        await hub.BeginAsync("ok");
        await DownloadAsync("org/sharded-model", HubContent.Model);
        (await hub.LogAsync()).Select(l => l.GetProperty("path").GetString()).Should().Equal("/api/models/org/sharded-model/revision/main");
        await hub.BeginAsync("ok");
        await DownloadAsync($"org/sharded-model@{snapshot.Commit}", HubContent.Model);
        (await hub.LogAsync()).Should().BeEmpty("a commit that is there needs no hub");
    }

    [Fact]
    public async Task A_data_set_comes_with_the_files_that_have_rows()
    {
        await hub.BeginAsync("ok");
        HubSnapshot snapshot = await DownloadAsync("org/tiny-data", HubContent.Data);
        Files(snapshot).Should().Equal("README.md", "data/test-00000-of-00001.parquet", "data/train-00000-of-00002.parquet",
            "data/train-00001-of-00002.parquet");
        IsRight(snapshot, "org/tiny-data", "datasets");
        HubSnapshot.Find("org/tiny-data", HubContent.Data, Environment()).Should().Be(snapshot);
    }

    [Fact]
    public async Task A_branch_that_moved_is_followed_and_what_both_commits_have_is_not_fetched_again()
    {
        await hub.BeginAsync("ok");
        await hub.MoveAsync("org/tiny-model", "moving", Earlier);
        (await DownloadAsync("org/tiny-model@moving", HubContent.Of("*"))).Commit.Should().Be(Earlier);
        await hub.MoveAsync("org/tiny-model", "moving", Commit);
        HubSnapshot.Find("org/tiny-model@moving", HubContent.Of("*"), Environment())!.Commit.Should().Be(Earlier, "finding asks nobody");
        await hub.BeginAsync("corrupt-small");
        await FailsAsync("org/tiny-model@moving", "*is not what it lists*", HubContent.Of("*"));
        HubSnapshot.Find("org/tiny-model@moving", HubContent.Of("*"), Environment())!.Commit.Should().Be(Earlier, "the new commit is not whole");
        await hub.BeginAsync("ok");
        HubSnapshot now = await DownloadAsync("org/tiny-model@moving", HubContent.Of("*"));
        now.Commit.Should().Be(Commit);
        IsRight(now);
        (await hub.LogAsync()).Select(l => l.GetProperty("path").GetString()!).Where(p => p.Contains("/resolve/")).Select(p => p.Split('/')[^1])
            .Should().BeEquivalentTo("README.md", "added-in-b.txt", "notes.txt");
    }

    [Fact]
    public async Task A_large_file_that_was_cut_goes_on_where_it_ended()
    {
        await hub.BeginAsync("cut");
        IsRight(await DownloadAsync("org/big-model", Big), "org/big-model");
        JsonElement[] gets = await GetsAsync();
        gets.Should().HaveCount(2);
        gets[1].GetProperty("headers").GetProperty("range").GetString().Should().Be($"bytes={12 << 20}-");
        gets[1].GetProperty("status").GetInt32().Should().Be(206);
    }

    [Fact]
    public async Task What_was_received_before_a_failure_is_kept_for_the_next_call()
    {
        await hub.BeginAsync("cut-always");
        await FailsAsync("org/big-model", "*kept*", Big);
        waits.Should().Equal(1, 2, 4, 8, 8);
        Parts().Should().ContainSingle().Which.Length.Should().Be(12 << 20);
        await hub.BeginAsync("ok");
        IsRight(await DownloadAsync("org/big-model", Big), "org/big-model");
        (await GetsAsync()).Should().ContainSingle().Which.GetProperty("headers").GetProperty("range").GetString().Should().Be($"bytes={12 << 20}-");
        Parts().Should().BeEmpty();
    }

    [Theory]
    [InlineData("bad-range", 2)]
    [InlineData("no-range", 1)]
    public async Task What_was_kept_is_not_trusted(string scenario, int gets)
    {
        await hub.BeginAsync("cut-always");
        await FailsAsync("org/big-model", "*kept*", Big);
        await hub.BeginAsync(scenario);
        IsRight(await DownloadAsync("org/big-model", Big), "org/big-model");
        (await GetsAsync()).Should().HaveCount(gets);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(25165824)]
    [InlineData(25165825)]
    public async Task A_temporary_file_of_wrong_bytes_is_replaced(int size)
    {
        await hub.BeginAsync("cut-always");
        await FailsAsync("org/big-model", "*kept*", Big);
        File.WriteAllBytes(Parts().Single().FullName, new byte[size]);
        await hub.BeginAsync("ok");
        IsRight(await DownloadAsync("org/big-model", Big), "org/big-model");
    }

    [Fact]
    public async Task A_stopped_download_goes_on_later()
    {
        await hub.BeginAsync("slow");
        using var stop = new CancellationTokenSource();
        var progress = new Told(p => { if (p.Bytes > 6 << 20) stop.Cancel(); });
        await new Func<Task>(() => RunAsync("org/big-model", Big, progress, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        long kept = Parts().Single().Length;
        kept.Should().BeGreaterThan(6 << 20).And.BeLessThan(24 << 20);
        await hub.BeginAsync("ok");
        IsRight(await DownloadAsync("org/big-model", Big), "org/big-model");
        (await GetsAsync()).Single().GetProperty("headers").GetProperty("range").GetString().Should().Be($"bytes={kept}-");
    }

    [Fact]
    public async Task Two_downloads_at_once_fetch_each_file_once()
    {
        await hub.BeginAsync("slow");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => DownloadAsync("org/tiny-model", HubContent.Model)));
        (await GetsAsync()).Select(l => l.GetProperty("path").GetString()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_wait_is_as_long_as_the_hub_asks_for()
    {
        await hub.BeginAsync("429@api");
        await DownloadAsync("org/tiny-model", Weights);
        waits.Should().NotBeEmpty().And.OnlyContain(w => w == 2, "Retry-After is 1 second, and a second counts as begun");
        told.Should().Contain(t => t.StartsWith("waits 2 s: ") && t.Contains("too many requests"));
        waits.Clear();
        await hub.BeginAsync("429-rate@api");
        await DownloadAsync("org/tiny-model@dev", Weights);
        waits.Should().OnlyContain(w => w == 3);
    }

    [Theory]
    [InlineData("500-always")]
    [InlineData("429-always")]
    public async Task A_hub_that_does_not_answer_is_told_and_the_cache_used(string scenario)
    {
        await hub.BeginAsync("ok");
        HubSnapshot there = await DownloadAsync("org/tiny-model", HubContent.Model);
        await hub.BeginAsync(scenario);
        (await DownloadAsync("org/tiny-model", HubContent.Model)).Should().Be(there);
        told[^1].Should().Contain("The cache has the model 'org/tiny-model'").And.Contain(Commit);
        await hub.BeginAsync("401");
        await FailsAsync("org/tiny-model", "*(The cache has commit a747*: leave the download out to use it.)");
    }

    [Fact]
    public async Task A_damaged_blob_is_fetched_again()
    {
        await hub.BeginAsync("ok");
        HubSnapshot there = await DownloadAsync("org/tiny-model", HubContent.Model);
        string weights = RealPath.Of(Path.Combine(there.Folder, "model.safetensors"));
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        File.Delete(Path.Combine(there.Folder, "tokenizer.json"));
        await hub.BeginAsync("ok");
        IsRight(await DownloadAsync("org/tiny-model", HubContent.Model));
        (await GetsAsync()).Should().ContainSingle("the tokenizer's blob is there").Which.GetProperty("host").GetString().Should().Be("cdn");
    }

    [Fact]
    public async Task A_snapshot_without_links_holds_the_files_themselves()
    {
        await hub.BeginAsync("ok");
        HubSnapshot there = await DownloadAsync("org/tiny-model", HubContent.Model, ("HF_HUB_DISABLE_SYMLINKS", "1"));
        Directory.GetFiles(there.Folder).Should().HaveCount(5).And.OnlyContain(f => new FileInfo(f).LinkTarget == null);
        Directory.GetFiles(Path.Combine(Repository(), "blobs")).Should().BeEmpty();
        IsRight(there);
        await hub.BeginAsync("ok");
        await DownloadAsync("org/tiny-model", HubContent.Model, ("HF_HUB_DISABLE_SYMLINKS", "1"));
        (await GetsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Links_are_relative_so_that_a_cache_can_be_moved()
    {
        await hub.BeginAsync("ok");
        HubSnapshot there = await DownloadAsync("org/tiny-model", HubContent.Of("*"));
        new FileInfo(Path.Combine(there.Folder, "config.json")).LinkTarget.Should().StartWith("../../blobs/");
        new FileInfo(Path.Combine(there.Folder, "sub", "deep", "empty.txt")).LinkTarget.Should().StartWith("../../../../blobs/");
        File.Exists(Path.Combine(there.Folder, "with space+plus #1.txt")).Should().BeTrue();
        Directory.Move(Path.Combine(folder.Path, "hub"), Path.Combine(folder.Path, "moved"));
        HubSnapshot.Find("org/tiny-model", HubContent.Of("*"), HubSettings.Of(("HF_HOME", folder.Path), ("HF_HUB_CACHE", folder.Path + "/moved")))
            .Should().NotBeNull();
    }

    [Fact]
    public async Task Offline_nothing_is_asked()
    {
        await hub.BeginAsync("ok");
        await FailsAsync("org/tiny-model", "HF_HUB_OFFLINE is set*unset it*", ("HF_HUB_OFFLINE", "1"));
        (await hub.LogAsync()).Should().BeEmpty();
    }

    private static bool IsLike(string text, string pattern) =>
        Regex.IsMatch(text, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline);

    private static bool Sent(JsonElement line, string header) => line.GetProperty("headers").TryGetProperty(header, out _);

    private static string[] Files(HubSnapshot snapshot) =>
        [.. Directory.GetFiles(snapshot.Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(snapshot.Folder, f))
            .Order(StringComparer.Ordinal)];

    private async Task<JsonElement[]> GetsAsync() => [.. (await hub.LogAsync()).Where(l => l.GetProperty("method").GetString() == "GET"
        && l.GetProperty("status").GetInt32() / 100 == 2 && !l.GetProperty("path").GetString()!.StartsWith("/api/"))];

    /// <summary>Asserts that a snapshot has the bytes of the repository.</summary>
    private static void IsRight(HubSnapshot snapshot, string id = "org/tiny-model", string kind = "models")
    {
        foreach (string file in Files(snapshot))
        {
            string path = Path.Combine(snapshot.Folder, file);
            string? source = new[] { "b", "a" }.Select(c => Path.Combine(HubFixture.Root, "repos", kind, id.Replace("old-name", "tiny-model"), c, file))
                .FirstOrDefault(File.Exists);
            if (source is null) FileHash.Of(path).Should().Be(Path.GetFileName(RealPath.Of(path)), "its blob is named by the hash");
            else File.ReadAllBytes(path).Should().Equal(File.ReadAllBytes(source), file);
        }
    }

    private string Repository() => Path.Combine(folder.Path, "hub", "models--org--tiny-model");

    private FileInfo[] Parts() => Directory.Exists(Path.Combine(folder.Path, "hub"))
        ? new DirectoryInfo(Path.Combine(folder.Path, "hub")).GetFiles("*.incomplete", SearchOption.AllDirectories) : [];

    private HubEnvironment Environment(params (string, string)[] more) =>
        HubSettings.Of([("HF_HOME", folder.Path), ("HF_ENDPOINT", hub.Endpoint), .. more]);

    private Task<HubSnapshot> DownloadAsync(string name, HubContent content, params (string, string)[] more) =>
        RunAsync(name, content, new Told(p => told.Add(p.Text)), default, more);

    private Task<HubSnapshot> DownloadAsync(string name, HubContent content, string timeout) => DownloadAsync(name, content, ("HF_HUB_DOWNLOAD_TIMEOUT", timeout));

    private async Task<HubSnapshot> RunAsync(string name, HubContent content, IProgress<HubProgress> progress, CancellationToken stop, params (string, string)[] more)
    {
        using var download = new HubDownload(Environment(more), progress, (time, _) =>
        {
            waits.Add(Math.Round(time.TotalSeconds));
            return Task.CompletedTask;
        });
        return await download.RunAsync(HubName.TryParse(name, content.Kind)!, content, stop);
    }

    private Task<Exception> FailsAsync(string name, string error, params (string, string)[] more) => FailsAsync(name, error, HubContent.Model, more);

    private async Task<Exception> FailsAsync(string name, string error, HubContent content, params (string, string)[] more)
    {
        Exception? fault = await Record.ExceptionAsync(() => DownloadAsync(name, content, more));
        fault.Should().NotBeNull();
        IsLike(fault!.Message, error).Should().BeTrue($"'{fault.Message}' should be like '{error}'");
        return fault;
    }

    /// <summary>Handles progress at once, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Told(Action<HubProgress> handle) : IProgress<HubProgress>
    {
        private readonly Lock one = new();

        public void Report(HubProgress value)
        {
            lock (one) handle(value);
        }
    }
}
