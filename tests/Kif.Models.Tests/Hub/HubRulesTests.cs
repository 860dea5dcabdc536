using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Hub;

/// <summary>The small rules of the hub's client: environment, names, addresses, ETags and patterns.</summary>
public sealed class HubRulesTests
{
    private const string Home = "/home/somebody";

    private static readonly JsonElement Rules = HubFixture.Json("rules.json"), Environments = HubFixture.Json("env.json");

    public static TheoryData<int> Cases { get; } = [.. Enumerable.Range(0, HubFixture.Json("env.json").GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_environment_says_where_the_cache_is_and_who_is_asked(int index)
    {
        JsonElement one = Environments.GetProperty("cases")[index];
        Dictionary<string, string> variables = one.GetProperty("env").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!);
        var environment = new HubEnvironment(name => name == "HOME" ? Home : variables.GetValueOrDefault(name));
        JsonElement usual = Environments.GetProperty("default").GetProperty("2.4.0");
        JsonElement gives = one.TryGetProperty("gives", out JsonElement all) ? all : one.GetProperty("by_version").GetProperty("2.4.0");
        string Wanted(string key) => (gives.TryGetProperty(key, out JsonElement value) ? value : usual.GetProperty(key)).ToString()
            .Replace("$HOME", Home, StringComparison.Ordinal).Replace("<default endpoint>", HubEnvironment.PublicEndpoint, StringComparison.Ordinal);
        environment.Home.Should().Be(Wanted("HF_HOME"));
        environment.Cache.Should().Be(Wanted("HF_HUB_CACHE"));
        environment.TokenFile.Should().Be(Wanted("HF_TOKEN_PATH"));
        (environment.OfflineBy(HubKind.Model) is not null).Should().Be(bool.Parse(Wanted("offline")));
        environment.Endpoint.Should().Be(Wanted("endpoint"));
        environment.AnswerTimeout.TotalSeconds.Should().Be(double.Parse(Wanted("etag_timeout"), System.Globalization.CultureInfo.InvariantCulture));
        environment.DataTimeout.TotalSeconds.Should().Be(double.Parse(Wanted("download_timeout"), System.Globalization.CultureInfo.InvariantCulture));
        new HubAddress(environment.Endpoint).File(new(HubKind.Model, "org/name"), "refs/pr/1", "a b.txt").Should().Be(Wanted("url"));
        // TRANSFORMERS_OFFLINE is nothing to the datasets library; Kif asks no hub for data then either.
        if (one.TryGetProperty("datasets", out JsonElement data) && data.TryGetProperty("offline", out JsonElement offline))
            (environment.OfflineBy(HubKind.Dataset) is not null).Should().Be(offline.GetBoolean());
    }

    [Theory]
    [InlineData("hf_abc", "HF_TOKEN", "HF_TOKEN=hf_abc", "HUGGING_FACE_HUB_TOKEN=no")]
    [InlineData("hf_abc", "HF_TOKEN", "HF_TOKEN= hf_abc\n")]
    [InlineData("old", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN=", "HUGGING_FACE_HUB_TOKEN=old")]
    [InlineData(null, null, "HUGGINGFACE_HUB_TOKEN=no")]
    [InlineData(null, null, "HF_TOKEN=hf_abc", "HF_HUB_DISABLE_IMPLICIT_TOKEN=1")]
    public void The_first_token_that_is_not_empty_counts(string? token, string? from, params string[] set)
    {
        HubEnvironment environment = HubSettings.Of(
            [("HF_HOME", "/there/is/none"), .. set.Select(s => s.Split('=', 2)).Select(s => (s[0], s[1]))]);
        environment.Token()?.Token.Should().Be(token);
        environment.Token()?.From.Should().Be(from);
        (environment.Token() is null).Should().Be(token is null);
    }

    [Fact]
    public void A_token_is_read_from_its_file_and_never_shown()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "token"), "  hf_filed \r\n");
        HubEnvironment environment = HubSettings.Of(("HF_HOME", folder.Path));
        environment.Token()!.Value.Token.Should().Be("hf_filed");
        File.WriteAllText(Path.Combine(folder.Path, "token"), "hf_sécret");
        new Action(() => environment.Token()).Should().Throw<InvalidDataException>().Which.Message.Should().Contain("token").And.NotContain("cret");
    }

    [Theory]
    [InlineData("HF_HUB_ETAG_TIMEOUT", "soon")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT", "-1")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT", "99999999999")]
    public void A_time_that_is_none_is_refused_by_name(string name, string value) =>
        new Action(() => HubSettings.Of((name, value))).Should().Throw<InvalidDataException>().WithMessage($"{name} is '{value}'*seconds*");

    [Theory]
    [InlineData("")]
    [InlineData("localhost:8000")]
    [InlineData("ftp://somewhere")]
    public void An_endpoint_that_is_no_address_is_refused_by_name(string endpoint) =>
        new Action(() => new HubClient(HubSettings.Of(("HF_ENDPOINT", endpoint)), _ => { }).Dispose()).Should().Throw<InvalidDataException>()
            .WithMessage($"HF_ENDPOINT is '{endpoint}'*");

    [Fact]
    public void Names_of_repositories_are_those_of_the_client()
    {
        foreach (JsonElement one in Rules.GetProperty("repo_id").EnumerateArray())
            HubName.IsId(one.GetProperty("id").GetString()!).Should().Be(one.GetProperty("valid").GetBoolean(), one.ToString());
        foreach (JsonElement one in Rules.GetProperty("folder_name").EnumerateArray())
            new HubName(Kind(one), one.GetProperty("id").GetString()!).Folder.Should().Be(one.GetProperty("folder").GetString());
    }

    [Theory]
    [InlineData("org/name", "org/name", "main")]
    [InlineData("org/name@v1.0", "org/name", "v1.0")]
    [InlineData("org/name@refs/pr/1", "org/name", "refs/pr/1")]
    [InlineData("gpt2@main", "gpt2", "main")]
    [InlineData("org/name@", null, null)]
    [InlineData("org/name@../../x", null, null)]
    [InlineData("org/name@/etc/passwd", null, null)]
    [InlineData("org/name@a//b", null, null)]
    [InlineData("org/name@a\\b", null, null)]
    [InlineData("org/name@a\nb", null, null)]
    [InlineData("../models/x", null, null)]
    [InlineData("/models/x", null, null)]
    [InlineData("models/a/b", null, null)]
    [InlineData("org/name\n", null, null)]
    public void A_name_may_have_a_revision_that_stays_in_its_folder(string text, string? id, string? revision)
    {
        HubName? name = HubName.TryParse(text, HubKind.Model);
        name?.Id.Should().Be(id);
        name?.Revision.Should().Be(revision);
        (name is null).Should().Be(id is null);
    }

    [Fact]
    public void Addresses_are_quoted_as_the_client_does()
    {
        foreach (JsonElement one in Rules.GetProperty("url").EnumerateArray())
        {
            string file = (one.TryGetProperty("subfolder", out JsonElement folder) ? folder.GetString() + "/" : "") + one.GetProperty("file").GetString();
            new HubAddress("http://hub").File(new(Kind(one), one.GetProperty("id").GetString()!), one.GetProperty("revision").GetString() ?? "main", file)
                .Should().Be("http://hub/" + one.GetProperty("path").GetString());
        }
    }

    [Fact]
    public void An_etag_is_unquoted_as_the_client_does_and_is_a_hash_or_nothing()
    {
        foreach (JsonElement one in Rules.GetProperty("etag").EnumerateArray())
        {
            string header = one.GetProperty("header").GetString()!;
            HubAddress.Unquoted(header).Should().Be(one.GetProperty("name").GetString(), header);
            // The client makes file names of them all, ../x among them.
            HubAddress.BlobOf(header).Should().BeNull();
        }
        string hash = new('a', 40);
        HubAddress.BlobOf($"W/\"{hash}\"").Should().Be(hash);
        HubAddress.BlobOf($"\"{hash.ToUpperInvariant()}\"").Should().BeNull();
    }

    [Fact]
    public void Patterns_keep_the_files_that_the_client_keeps()
    {
        JsonElement patterns = Rules.GetProperty("patterns");
        string[] files = Texts(patterns, "files")!;
        foreach (JsonElement one in patterns.GetProperty("cases").EnumerateArray())
            HubPattern.Keep(files, Texts(one, "allow"), Texts(one, "ignore")).Should().Equal(Texts(one, "keeps"), one.ToString());
    }

    private static HubKind Kind(JsonElement one) => Enum.Parse<HubKind>(one.GetProperty("type").GetString()!, ignoreCase: true);

    private static string[]? Texts(JsonElement owner, string name) => !owner.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [.. value.EnumerateArray().Select(t => t.GetString()!)];
}
