/** What pages elsewhere load. A page with embeds of two Leadlines has the element of the first: it asks whom it is told to. */
if (customElements.get('leadline-embed') === undefined) await import('./element.ts')
