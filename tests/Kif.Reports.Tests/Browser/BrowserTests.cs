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
    public async Task Questions_show_their_answers_after_each_task()
    {
        Assert.SkipWhen(browser is null, Nothing);
        await Page.EvaluateAsync<int>("(() => { document.querySelector('.answers .over').click(); return 1; })()", limit.Token);
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.answers .drawn .path tbody tr').length", limit.Token)).Should().Be(2);
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.answers .drawn .path thead th').length", limit.Token)).Should().Be(5);
        await Page.EvaluateAsync<int>("(() => { document.querySelector('.answers .differ').click(); return 1; })()", limit.Token);
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.answers tbody tr').length", limit.Token)).Should().BeLessThan(12);
    }

    [Fact]
    public async Task Tables_are_copied_as_Markdown_and_as_LaTeX()
    {
        Assert.SkipWhen(browser is null, Nothing);
        const string Ranking = "[...document.querySelectorAll('main table')].find(t => t.caption.textContent.startsWith('Mean over runs'))";
        string markdown = await Page.EvaluateAsync<string>($"kif.copies.markdown({Ranking})", limit.Token);
        string[] lines = markdown.TrimEnd().Split('\n');
        lines[2].Should().StartWith("| strategy | rank | runs | AP ↑ |");
        lines[3].Should().StartWith("|---|---:|");
        lines.Skip(2).Select(l => l.Count(c => c == '|')).Distinct().Should().ContainSingle();
        lines[4].Should().MatchRegex(@"^\| kif-lora \| 1 \| 3 \| 75\.0 \| 33\.3 \([\d.]+ to [\d.]+\) \|");
        string latex = await Page.EvaluateAsync<string>($"kif.copies.latex({Ranking})", limit.Token);
        latex.Should().Contain("\\toprule").And.Contain("$\\uparrow$").And.Contain("95 \\% interval").And.NotContain("−");
        (await Page.EvaluateAsync<int>("document.querySelectorAll('.copy button').length", limit.Token)).Should().BeGreaterThan(10);
    }

    [Fact]
    public async Task Values_are_read_by_pointer_and_by_keyboard_and_links_open_what_is_folded()
    {
        Assert.SkipWhen(browser is null, Nothing);
        const string Chart = "[...document.querySelectorAll('figure svg.chart')].find(s => s.querySelector('.p') && s.getBoundingClientRect().width > 0)";
        string read = await Page.EvaluateAsync<string>($"(() => {{ const s = {Chart}; s.focus(); "
            + "s.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })); return document.querySelector('.tip').textContent; })()", limit.Token);
        read.Should().MatchRegex(@"\d");
        await Page.EvaluateAsync<int>("(() => { const d = document.querySelector('figure details'); d.id = 'folded'; location.hash = '#folded'; return 1; })()",
            limit.Token);
        while (!await Page.EvaluateAsync<bool>("document.getElementById('folded').open", limit.Token)) await Task.Delay(20, limit.Token);
    }

    [Fact]
    public async Task Names_on_the_page_do_not_collide_in_the_browsers_own_font()
    {
        Assert.SkipWhen(browser is null, Nothing);
        foreach (int width in new[] { 390, 1000, 1400, 1920 })
        {
            await Page.CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false },
                limit.Token);
            string[] collisions = await Page.EvaluateAsync<string[]>("""
                [...document.querySelectorAll('figure > svg.chart')].filter(s => s.getBoundingClientRect().width > 0).flatMap(s => {
                  const texts = [...s.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]).filter(t => t[1].width > 0);
                  return texts.flatMap(([a, x], i) => texts.slice(i + 1).filter(([, y]) => x.left + 1 < y.right && y.left + 1 < x.right && x.top + 3 < y.bottom && y.top + 3 < x.bottom)
                    .map(([b]) => a + ' / ' + b + ' in ' + s.getAttribute('aria-label').slice(0, 40)));
                })
                """, limit.Token);
            collisions.Should().BeEmpty("at {0} pixels", width);
            (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth", limit.Token)).Should().BeLessThanOrEqualTo(width);
        }
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
