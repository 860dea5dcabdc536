namespace Kif.Tests.Embedded;

public class EmbeddedVocabularyTests
{
    [Fact]
    public void Everything_that_is_emitted_is_in_the_vocabulary_and_nothing_else()
    {
        var words = EmbeddedVocabulary.Words().ToHashSet();
        var emitted = new HashSet<string>();
        foreach (Example e in PretrainingCorpus.Create(9, 20000).Concat(EmbeddedStream.Create(9, 600, 600).Tasks.SelectMany(t => t.Train.Concat(t.Test))))
            foreach (string token in e.Input.Split(' ').Concat(e.Target.Split(' ')))
            {
                if (EmbeddedVocabulary.Sentinels.Contains(token)) continue;
                emitted.Add(EmbeddedVocabulary.Punctuation.Contains(token[^1]) ? token[..^1] : token);
            }
        emitted.Should().BeSubsetOf(words);
        words.Except(emitted).Should().BeEmpty("a word that no text has costs every model an embedding");
    }

    [Fact]
    public void Words_are_lower_case_letters_in_order()
    {
        EmbeddedVocabulary.Words().Should().OnlyContain(w => w.Length > 0 && w.All(char.IsAsciiLetterLower)).And.OnlyHaveUniqueItems();
        EmbeddedVocabulary.Words().Should().Equal(EmbeddedVocabulary.Words().Order(StringComparer.Ordinal));
        EmbeddedVocabulary.Words().Count.Should().BeInRange(500, 900);
        EmbeddedVocabulary.Sentinels.Should().Equal("<extra_id_0>", "<extra_id_1>", "<extra_id_2>");
    }
}
