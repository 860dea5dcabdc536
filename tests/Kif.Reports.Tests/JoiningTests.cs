namespace Kif.Tests.Reports;

public sealed class JoiningTests
{
    [Fact]
    public void Folders_with_the_same_tasks_and_settings_stand_side_by_side_under_their_own_names()
    {
        string page = Pages.Of(new SampleRuns { Folder = "one" }.Saved(), new SampleRuns { Folder = "two", Strategies = ["ewc"] }.Saved());
        page.Should().Contain("3 strategies learned 3 tasks").And.NotContain("were computed with different settings").And.NotContain("ewc (two)");
    }

    [Fact]
    public void A_strategy_under_other_settings_is_kept_apart_and_the_setting_is_named()
    {
        string page = Pages.Of(new SampleRuns { Folder = "one" }.Saved(), new SampleRuns { Folder = "two" }
            .Saved(new Dictionary<string, string> { ["lora.rank"] = "16" }));
        page.Should()
            .Contain("kif-lora (one)").And.Contain("kif-lora (two)").And.Contain("These folders were computed with different settings").And.Contain(
                "<th scope=\"row\">lora.rank</th><td class=\"x\">8</td><td class=\"x\">16</td>");
    }

    [Fact]
    public void The_same_runs_in_two_folders_are_kept_apart() =>
        Pages.Of(new SampleRuns { Folder = "one" }.Saved(), new SampleRuns { Folder = "two" }.Saved()).Should().Contain("seq-lora (two)");

    [Fact]
    public void Folders_of_other_tasks_have_a_part_each()
    {
        string page = Pages.Of(new SampleRuns { Folder = "one" }.Saved(), new SampleRuns { Folder = "two", Tasks = ["sums", "names"] }.Saved());
        page.Should().Contain("<h2 id=\"r1-title\">one</h2>").And.Contain("<h2 id=\"r2-title\">two</h2>").And.Contain("id=\"r2-answers\"");
    }

    [Fact]
    public void No_folder_at_all_is_refused()
    {
        Action write = () => Pages.Of();
        write.Should().Throw<ArgumentException>().WithMessage("a report needs at least one saved comparison*");
    }
}
