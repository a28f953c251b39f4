/** Text as it was written, in the same nodes in which words without any Markdown stand when formatted. */
export const Plain = ({ source }: { source: string }) => (
  <div class="markdown" dir="auto">
    {source
      .trim()
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph !== '')
      .map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
  </div>
);
