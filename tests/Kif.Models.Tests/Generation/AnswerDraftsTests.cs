namespace Kif.Models.Tests.Generation;

/// <summary>Drafts of answers from wanted ones.</summary>
public sealed class AnswerDraftsTests
{
    private readonly AnswerDrafts drafts = new([[5, 6, 1], [5, 6, 1], [5, 7, 8, 1], [9, 1], [9, -100, 1]]);

    [Fact]
    public void The_commonest_continuation_is_drafted() => drafts.Continue([5], 16).Should().Equal(6, 1);

    [Fact]
    public void A_rarer_answer_is_drafted_once_it_is_the_only_one() => drafts.Continue([5, 7], 16).Should().Equal(8, 1);

    [Fact]
    public void A_beginning_that_no_answer_has_gets_no_draft() => drafts.Continue([6], 16).Should().BeEmpty();

    [Fact]
    public void Nothing_follows_a_whole_answer() => drafts.Continue([5, 6, 1], 16).Should().BeEmpty();

    [Fact]
    public void A_draft_is_no_longer_than_allowed() => drafts.Continue([5, 7], 1).Should().Equal(8);

    [Fact]
    public void Ignored_ids_are_no_part_of_an_answer() => drafts.Continue([9], 16).Should().Equal(1);

    [Fact]
    public void Answers_that_differ_soon_are_not_drafted() =>
        new AnswerDrafts(Enumerable.Range(10, 8).Select(id => new[] { 5, id, 1 })).Continue([5], 16).Should().BeEmpty();
}
