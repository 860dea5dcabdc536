using Kif.Reports;

namespace Kif.Tests.Reports.Browser;

/// <summary>The page in a real browser.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private const string Nothing = "there is no chromium on the path";

    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("kif-page").FullName, "report.html");
    private readonly CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Chromium? browser;

    private DevTools Page => browser!.Page;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Installed is null) return;
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        HtmlReport.Write([new SampleRuns().Saved()], file);
        browser = await Chromium.StartAsync(limit.Token);
        await Page.OpenAsync(file, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        limit.Dispose();
    }

    [Fact]
    public async Task The_page_loads_itself_only_and_tells_no_error()
    {
        Assert.SkipWhen(browser is null, Nothing);
        await Page.EvaluateAsync<int>("(() => { for (const b of document.querySelectorAll('button, summary')) b.click(); return 1; })()", limit.Token);
        Page.Events.Where(e => e.Method == "Network.requestWillBeSent").Select(e => (string)e.Told["request"]!["url"]!).Should()
            .Equal(new Uri(file).AbsoluteUri);
        Page.Events.Where(e => e.Method is "Runtime.exceptionThrown" or "Log.entryAdded" or "Runtime.consoleAPICalled").Select(e => e.Told.ToJsonString())
            .Should().BeEmpty();
    }

    [Fact]
    public async Task Answers_are_filtered_by_task_text_strategy_and_what_was_forgotten()
    {
        Assert.SkipWhen(browser is null, Nothing);
        (await Rows()).Should().Be(12);
        await Set(".task", "place");
        (await Rows()).Should().Be(4);
        await Type(".text", "answer 3");
        (await Rows()).Should().Be(1);
        await Type(".text", "");
        await Page.EvaluateAsync<int>("(() => { document.querySelector('.answers .forgotten').click(); return 1; })()", limit.Token);
        int forgotten = await Rows();
        forgotten.Should().BeInRange(1, 3);
        (await Page.EvaluateAsync<int>("[...document.querySelectorAll('.answers tbody tr')].filter(r => !r.querySelector('.lost')).length", limit.Token))
            .Should().Be(0);
        await Set(".strategy", "kif-lora");
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.answers thead th').length", limit.Token)).Should().Be(3);
        (await Page.EvaluateAsync<string>("document.querySelector('.answers .count').textContent", limit.Token)).Should().EndWith("examples shown");
    }

    [Fact]
    public async Task The_theme_changes_colors_and_is_remembered()
    {
        Assert.SkipWhen(browser is null, Nothing);
        const string Background = "getComputedStyle(document.body).backgroundColor";
        await Choose("light");
        (await Page.EvaluateAsync<string>(Background, limit.Token)).Should().Be("rgb(255, 255, 255)");
        await Choose("dark");
        string dark = await Page.EvaluateAsync<string>(Background, limit.Token);
        dark.Should().Be("rgb(20, 23, 28)");
        await Page.OpenAsync(file, limit.Token);
        (await Page.EvaluateAsync<string>(Background, limit.Token)).Should().Be(dark);
        (await Page.EvaluateAsync<bool>("document.querySelector('.theme input[value=dark]').checked", limit.Token)).Should().BeTrue();
    }

    [Fact]
    public async Task Units_of_a_module_are_shown_one_by_one_for_the_chosen_task()
    {
        Assert.SkipWhen(browser is null, Nothing);
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.units .tall tbody tr').length", limit.Token)).Should().Be(6);
        await Page.EvaluateAsync<int>("(() => { document.querySelector('.units').closest('details').open = true; return 1; })()", limit.Token);
        await Page.EvaluateAsync<int>("(() => { document.querySelector('.units .tall button').click(); return 1; })()", limit.Token);
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.units .drill tbody tr').length", limit.Token)).Should().Be(4);
        (await Page.EvaluateAsync<string>("document.activeElement.textContent", limit.Token)).Should().StartWith("Units of ");
        await Set(".mode", "current", "units");
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.units .tall td[class^=h]').length", limit.Token)).Should().Be(18);
    }

    [Fact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        Assert.SkipWhen(browser is null, Nothing);
        await Page.CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = 360, ["height"] = 740, ["deviceScaleFactor"] = 2, ["mobile"] = true },
            limit.Token);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth", limit.Token)).Should().BeLessThanOrEqualTo(360);
    }

    private Task<int> Rows() => Page.EvaluateAsync<int>("document.querySelectorAll('.answers tbody tr').length", limit.Token);

    private Task<int> Set(string control, string value, string box = "answers") =>
        Page.EvaluateAsync<int>(
        $"(() => {{ const c = document.querySelector('.{box} {control}'); c.value = '{value}'; c.dispatchEvent(new Event('change', {{ bubbles: true }})); return 1; }})()", limit.Token);

    private Task<int> Type(string control, string value) =>
        Page.EvaluateAsync<int>(
        $"(() => {{ const c = document.querySelector('.answers {control}'); c.value = '{value}'; c.dispatchEvent(new Event('input', {{ bubbles: true }})); return 1; }})()", limit.Token);

    private Task<int> Choose(string theme) =>
        Page.EvaluateAsync<int>($"(() => {{ document.querySelector('.theme input[value={theme}]').click(); return 1; }})()", limit.Token);
}
